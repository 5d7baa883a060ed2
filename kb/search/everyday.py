"""Everyday words for what laws call otherwise, so that people may ask in their own words.

Each stands beside the word of the laws, never instead of it: what was typed is sought as well. The words of the laws are those
of the law that is named beside them; that the everyday word is used for it is common knowledge.
"""

# (everyday, in the words of the laws)
EVERYDAY: tuple[tuple[str, str], ...] = (
    # Luật Hôn nhân và gia đình 52/2014/QH13
    ("bố mẹ", "cha mẹ"),
    ("ba mẹ", "cha mẹ"),
    ("ly dị", "ly hôn"),
    ("cưới nhau", "kết hôn"),
    ("lấy vợ", "kết hôn"),
    ("lấy chồng", "kết hôn"),
    ("đẻ thuê", "mang thai hộ"),
    ("trợ cấp nuôi con", "cấp dưỡng"),
    # Bộ luật Dân sự 91/2015/QH13
    ("vị thành niên", "chưa thành niên"),
    ("giấy ủy quyền", "hợp đồng ủy quyền"),
    ("của hồi môn", "tài sản riêng"),
    ("tiền cọc", "đặt cọc"),
    ("cho vay nặng lãi", "lãi suất vượt quá"),
    ("chia thừa kế", "phân chia di sản"),
    # Luật Đất đai 31/2024/QH15
    ("sổ đỏ", "giấy chứng nhận quyền sử dụng đất"),
    ("sổ hồng", "giấy chứng nhận quyền sở hữu nhà ở"),
    ("giải phóng mặt bằng", "thu hồi đất"),
    # Luật Trật tự, an toàn giao thông đường bộ 36/2024/QH15
    ("bằng lái", "giấy phép lái xe"),
    ("xe máy", "xe mô tô"),
    # Luật Căn cước 26/2023/QH15, Luật Cư trú 68/2020/QH14
    ("chứng minh thư", "chứng minh nhân dân"),
    ("hộ khẩu", "đăng ký thường trú"),
    ("tạm trú tạm vắng", "khai báo tạm vắng"),
    # Bộ luật Lao động 45/2019/QH14, Luật Cán bộ, công chức 80/2025/QH15
    ("đuổi việc", "buộc thôi việc"),
    ("cho nghỉ việc", "chấm dứt hợp đồng lao động"),
    ("nghỉ đẻ", "nghỉ thai sản"),
    ("về hưu", "nghỉ hưu"),
    ("nhân viên nhà nước", "cán bộ, công chức"),
    # Bộ luật Hình sự 100/2015/QH13, Bộ luật Tố tụng hình sự 101/2015/QH13
    ("đi tù", "phạt tù"),
    ("ở tù", "phạt tù"),
    ("tù treo", "án treo"),
    ("tiền án", "án tích"),
    ("ăn hối lộ", "nhận hối lộ"),
    # Luật Tố tụng hành chính 93/2015/QH13, Bộ luật Tố tụng dân sự 92/2015/QH13, Luật Thi hành án dân sự 106/2025/QH15
    ("kiện ra tòa", "khởi kiện"),
    ("đi kiện", "khởi kiện"),
    ("siết nợ", "kê biên tài sản"),
    ("tịch biên", "kê biên"),
    ("phong tỏa tài khoản", "phong tỏa tiền trong tài khoản"),
    # Luật Người cao tuổi 39/2009/QH12, Luật Trẻ em 102/2016/QH13, Luật Giáo dục 43/2019/QH14
    ("người già", "người cao tuổi"),
    ("trẻ con", "trẻ em"),
    ("thầy cô", "nhà giáo"),
    # Luật Phòng, chống ma túy 73/2021/QH14
    ("nghiện hút", "nghiện ma túy"),
    ("trại cai nghiện", "cơ sở cai nghiện"),
)
