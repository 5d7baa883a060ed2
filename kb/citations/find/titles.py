"""Titles of laws (Bộ luật, Luật, Pháp lệnh), so that one cited without number and year is seen to its last word.

A title says where a name ends, never which law is meant: that is for the catalogue and the date. Titles are those of the
codification (pháp điển) and of laws that came before and after it.
"""

from kb.language.abbreviations import COMMON

_TITLES = {
    "Bộ luật": """
    Dân sự | Hàng hải | Hàng hải Việt Nam | Hình sự | Lao động | Tố tụng dân sự | Tố tụng hình sự
    """,
    "Luật": """
    An ninh Quốc gia | An ninh mạng | An toàn thông tin mạng | An toàn thực phẩm | An toàn, vệ sinh lao động |
    Ban hành văn bản quy phạm pháp luật | Biên giới quốc gia | Biên phòng Việt Nam | Biển Việt Nam | Báo chí |
    Bình đẳng giới | Bưu chính | Bảo hiểm tiền gửi | Bảo hiểm xã hội | Bảo hiểm y tế | Bảo vệ bí mật nhà nước |
    Bảo vệ dữ liệu cá nhân | Bảo vệ môi trường | Bảo vệ quyền lợi người tiêu dùng | Bảo vệ sức khỏe nhân dân |
    Bảo vệ và phát triển rừng | Bảo vệ, chăm sóc và giáo dục trẻ em | Bầu cử đại biểu Hội đồng nhân dân |
    Bầu cử đại biểu Quốc hội | Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân | Chuyển giao công nghệ |
    Chuyển giao người đang chấp hành án phạt tù | Chăn nuôi | Chất lượng sản phẩm, hàng hóa | Chứng khoán |
    Các công cụ chuyển nhượng | Các tổ chức tín dụng | Cán bộ, công chức | Công an nhân dân | Công chứng |
    Công nghiệp công nghệ số | Công nghiệp quốc phòng, an ninh và động viên công nghiệp | Công nghệ cao |
    Công nghệ thông tin | Công ty | Công đoàn | Căn cước | Căn cước công dân | Cơ yếu | Cư trú | Cạnh tranh |
    Cảnh sát biển Việt Nam | Cảnh sát cơ động | Cảnh vệ | Di sản văn hóa | Doanh nghiệp | Doanh nghiệp nhà nước |
    Doanh nghiệp tư nhân | Du lịch | Dân quân tự vệ | Dân số | Dược | Dạy nghề | Dầu khí | Dẫn độ | Dữ liệu |
    Dự trữ quốc gia | Giao dịch điện tử | Giao thông đường bộ | Giao thông đường thủy nội địa | Giá | Giám định tư pháp |
    Giáo dục | Giáo dục nghề nghiệp | Giáo dục quốc phòng và an ninh | Giáo dục đại học |
    Hiến, lấy, ghép mô, bộ phận cơ thể người | Hoạt động chữ thập đỏ | Hoạt động giám sát của Quốc hội |
    Hoạt động giám sát của Quốc hội và Hội đồng nhân dân | Hàng hải | Hàng không dân dụng Việt Nam | Hòa giải ở cơ sở |
    Hòa giải, đối thoại tại Tòa án | Hóa chất | Hôn nhân và gia đình | Hải quan | Hỗ trợ doanh nghiệp nhỏ và vừa | Hộ tịch |
    Hợp tác quốc tế về quản lý thuế | Hợp tác xã | Khiếu nại | Khoa học và công nghệ | Khoáng sản |
    Khuyến khích đầu tư trong nước | Khám bệnh, chữa bệnh | Khí tượng thủy văn | Kinh doanh bảo hiểm |
    Kinh doanh bất động sản | Kiến trúc | Kiểm toán nhà nước | Kiểm toán độc lập |
    Ký kết, gia nhập và thực hiện điều ước quốc tế | Kế toán | Luật sư | Lâm nghiệp | Lý lịch tư pháp | Lưu trữ |
    Lực lượng dự bị động viên | Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở | Mặt trận Tổ quốc Việt Nam |
    Nghĩa vụ quân sự | Ngân hàng Nhà nước | Ngân hàng Nhà nước Việt Nam | Ngân sách nhà nước | Người cao tuổi |
    Người khuyết tật | Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng | Nhà giáo | Nhà ở |
    Nhập cảnh, xuất cảnh, quá cảnh, cư trú của người nước ngoài tại Việt Nam | Nuôi con nuôi | Năng lượng nguyên tử |
    Phá sản | Phá sản doanh nghiệp | Phí và lệ phí | Phòng bệnh | Phòng cháy và chữa cháy |
    Phòng cháy, chữa cháy và cứu nạn, cứu hộ | Phòng không nhân dân | Phòng thủ dân sự | Phòng, chống bạo lực gia đình |
    Phòng, chống bệnh truyền nhiễm | Phòng, chống khủng bố | Phòng, chống ma túy | Phòng, chống mua bán người |
    Phòng, chống nhiễm vi rút gây ra hội chứng suy giảm miễn dịch mắc phải ở người | Phòng, chống rửa tiền |
    Phòng, chống tham nhũng | Phòng, chống thiên tai | Phòng, chống tác hại của rượu, bia |
    Phòng, chống tác hại của thuốc lá | Phổ biến, giáo dục pháp luật | Phục hồi, phá sản | Quy hoạch | Quy hoạch đô thị |
    Quy hoạch đô thị và nông thôn | Quân nhân chuyên nghiệp, công nhân và viên chức quốc phòng | Quản lý ngoại thương |
    Quản lý nợ công | Quản lý thuế | Quản lý và đầu tư vốn nhà nước tại doanh nghiệp | Quản lý, sử dụng tài sản công |
    Quản lý, sử dụng tài sản nhà nước | Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ |
    Quản lý, sử dụng vốn nhà nước đầu tư vào sản xuất, kinh doanh tại doanh nghiệp | Quảng cáo | Quốc phòng |
    Quốc tịch Việt Nam | Sĩ quan Quân đội nhân dân Việt Nam | Sở hữu trí tuệ | Sử dụng năng lượng tiết kiệm và hiệu quả |
    Thanh niên | Thanh tra | Thi hành tạm giữ, tạm giam | Thi hành tạm giữ, tạm giam và cấm đi khỏi nơi cư trú |
    Thi hành án dân sự | Thi hành án hình sự | Thi đua, khen thưởng | Thuế bảo vệ môi trường |
    Thuế chuyển quyền sử dụng đất | Thuế giá trị gia tăng | Thuế sử dụng đất nông nghiệp | Thuế sử dụng đất phi nông nghiệp |
    Thuế thu nhập cá nhân | Thuế thu nhập doanh nghiệp | Thuế tiêu thụ đặc biệt | Thuế tài nguyên |
    Thuế xuất khẩu, nhập khẩu | Thuế xuất khẩu, thuế nhập khẩu | Thú y | Thư viện | Thương mại | Thể dục, thể thao |
    Thỏa thuận quốc tế | Thống kê | Thủ đô | Thủy lợi | Thủy sản | Thực hiện dân chủ ở cơ sở |
    Thực hành tiết kiệm, chống lãng phí | Tiêu chuẩn hóa | Tiêu chuẩn và quy chuẩn kỹ thuật | Tiếp công dân |
    Tiếp cận thông tin | Trách nhiệm bồi thường của Nhà nước | Trách nhiệm bồi thường của nhà nước | Trưng cầu ý dân |
    Trưng mua, trưng dụng tài sản | Trật tự, an toàn giao thông đường bộ | Trẻ em | Trọng tài thương mại | Trồng trọt |
    Trợ giúp pháp lý | Tài nguyên nước | Tài nguyên, môi trường biển và hải đảo | Tín ngưỡng, tôn giáo |
    Tư pháp người chưa thành niên | Tương trợ tư pháp | Tương trợ tư pháp về dân sự | Tương trợ tư pháp về hình sự |
    Tần số vô tuyến điện | Tố cáo | Tố tụng hành chính | Tổ chức Chính phủ | Tổ chức Hội đồng nhân dân và Ủy ban nhân dân |
    Tổ chức Quốc hội | Tổ chức Tòa án nhân dân | Tổ chức Viện kiểm sát nhân dân | Tổ chức chính quyền địa phương |
    Tổ chức cơ quan điều tra hình sự | Viên chức | Viễn thông | Việc làm | Xuất bản |
    Xuất cảnh, nhập cảnh của công dân Việt Nam | Xây dựng | Xử lý vi phạm hành chính | Đa dạng sinh học | Điều ước quốc tế |
    Điện lực | Điện ảnh | Đo lường | Đo đạc và bản đồ | Đê điều | Đường bộ | Đường sắt | Đất đai | Đấu giá tài sản |
    Đấu thầu | Đầu tư | Đầu tư công | Đầu tư kinh doanh vốn nhà nước | Đầu tư nước ngoài tại Việt Nam |
    Đầu tư theo phương thức đối tác công tư | Đặc xá | Địa chất và khoáng sản
    """,
    "Pháp lệnh": """
    Bảo vệ bí mật nhà nước | Phòng, chống lụt, bão | Đê điều | Hành nghề y, dược tư nhân | Lưu trữ quốc gia |
    Bưu chính, viễn thông | Bảo vệ công trình quan trọng liên quan đến an ninh quốc gia | Bảo vệ và kiểm dịch thực vật |
    Chất lượng hàng hóa | Cán bộ, công chức | Công an xã |
    Công nhận và thi hành tại Việt Nam bản án, quyết định dân sự của Tòa án nước ngoài | Cảnh sát môi trường |
    Cựu chiến binh | Dân quân tự vệ | Dân số | Dự trữ quốc gia | Giá | Giám định tư pháp | Giống cây trồng | Giống vật nuôi |
    Hợp nhất văn bản quy phạm pháp luật | Hợp đồng dân sự | Hợp đồng kinh tế | Khai thác và bảo vệ công trình thủy lợi |
    Kiểm sát viên Viện kiểm sát nhân dân | Luật sư | Lực lượng Cảnh sát biển Việt Nam | Ngoại hối | Người cao tuổi |
    Người tàn tật | Nhà ở | Pháp điển hệ thống quy phạm pháp luật | Phí và lệ phí | Phòng, chống mại dâm |
    Quản lý ngoại hối | Quản lý thị trường | Quản lý, sử dụng vũ khí, vật liệu nổ và công cụ hỗ trợ | Quảng cáo |
    Thi hành án dân sự | Thú y | Thư viện | Thẩm phán và Hội thẩm Tòa án nhân dân |
    Thủ tục bắt giữ tàu bay | Thủ tục bắt giữ tàu biển |
    Thủ tục giải quyết các tranh chấp lao động | Thủ tục giải quyết các vụ án dân sự |
    Thủ tục giải quyết các vụ án hành chính | Thủ tục giải quyết các vụ án kinh tế | Thừa kế |
    Trình tự, thủ tục xem xét, quyết định việc áp dụng các biện pháp xử lý hành chính tại Tòa án nhân dân |
    Trọng tài thương mại | Tổ chức điều tra hình sự | Vệ sinh an toàn thực phẩm | Xử lý vi phạm hành chính |
    Xử phạt vi phạm hành chính | Án phí, lệ phí Tòa án | Đào tạo các chức danh tư pháp | Động viên công nghiệp |
    Ưu đãi người có công với cách mạng
    """,
}
# Parts of titles in short, as judgments and reports write them, beside the abbreviations in common use.
_SHORT = {
    "HNGĐ": "Hôn nhân và gia đình",
    "HN&GĐ": "Hôn nhân và gia đình",
    "HN-GĐ": "Hôn nhân và gia đình",
    "HN và GĐ": "Hôn nhân và gia đình",
    "HNVGĐ": "Hôn nhân và gia đình",
    "PCTN": "Phòng, chống tham nhũng",
    "PCMT": "Phòng, chống ma túy",
    "PCBLGĐ": "Phòng, chống bạo lực gia đình",
    "PCCC": "Phòng cháy và chữa cháy",
    "BVMT": "Bảo vệ môi trường",
    "BVQLNTD": "Bảo vệ quyền lợi người tiêu dùng",
    "SHTT": "Sở hữu trí tuệ",
    "GTĐB": "Giao thông đường bộ",
    "TTATGTĐB": "Trật tự, an toàn giao thông đường bộ",
    "TCTD": "tổ chức tín dụng",
    "KDBĐS": "Kinh doanh bất động sản",
    "KDBH": "Kinh doanh bảo hiểm",
    "VPHC": "vi phạm hành chính",
    "BHVBQPPL": "Ban hành văn bản quy phạm pháp luật",
    "NSNN": "Ngân sách nhà nước",
    "CQĐP": "chính quyền địa phương",
    "TCCQĐP": "Tổ chức chính quyền địa phương",
    "TGPL": "Trợ giúp pháp lý",
    "PBGDPL": "Phổ biến, giáo dục pháp luật",
    "ATTP": "An toàn thực phẩm",
    "ATVSLĐ": "An toàn, vệ sinh lao động",
    "KBCB": "Khám bệnh, chữa bệnh",
    "GTGT": "giá trị gia tăng",
    "TNCN": "thu nhập cá nhân",
    "TNDN": "thu nhập doanh nghiệp",
    "TTĐB": "tiêu thụ đặc biệt",
    "NVQS": "Nghĩa vụ quân sự",
    "TTTM": "Trọng tài thương mại",
}
# Names that are whole without a title.
_BARE = (
    "Hiến pháp",
    "Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Điều lệ Đảng",
    "Điều lệ Đảng Cộng sản Việt Nam",
)

_TREATIES = """
    Công ước Basel | Công ước Berne | Công ước CITES | Công ước chống sa mạc hóa | Công ước chống tra tấn | Công ước Chicago |
    Công ước của Liên hợp quốc về chống tham nhũng | Công ước của Liên hợp quốc về chống tội phạm có tổ chức xuyên quốc gia |
    Công ước của Liên hợp quốc về Luật Biển | Công ước của Liên hợp quốc về quyền của người khuyết tật |
    Công ước của Liên hợp quốc về quyền trẻ em | Công ước khung của Liên hợp quốc về biến đổi khí hậu |
    Công ước Liên hợp quốc về chống tham nhũng | Công ước Liên hợp quốc về Luật Biển | Công ước Liên hợp quốc về quyền trẻ em |
    Công ước New York | Công ước Paris về bảo hộ sở hữu công nghiệp | Công ước Ramsar | Công ước Stockholm |
    Công ước về buôn bán quốc tế các loài động vật, thực vật hoang dã nguy cấp | Công ước về đa dạng sinh học |
    Công ước đa dạng sinh học | Công ước về quyền trẻ em | Công ước Viên về quan hệ lãnh sự |
    Công ước Viên về quan hệ ngoại giao | Công ước Viên về Luật Điều ước quốc tế | Công ước khung về Kiểm soát thuốc lá |
    Công ước SOLAS | Công ước MARPOL | Công ước STCW | Công ước Lao động hàng hải | Hiến chương Liên hợp quốc |
    Hiệp định AANZFTA | Hiệp định ATIGA | Hiệp định CPTPP | Hiệp định EVFTA | Hiệp định EVIPA | Hiệp định RCEP |
    Hiệp định SPS | Hiệp định TBT | Hiệp định TRIPS | Hiệp định UKVFTA | Hiệp định VCFTA | Hiệp định VJEPA | Hiệp định VKFTA |
    Hiệp định Đối tác Toàn diện và Tiến bộ xuyên Thái Bình Dương |
    Hiệp định Đối tác Kinh tế Toàn diện Khu vực | Hiệp định Đối tác kinh tế Việt Nam - Nhật Bản |
    Hiệp định Thương mại Tự do Việt Nam - Hàn Quốc | Hiệp định Thương mại Tự do Việt Nam - Chi Lê |
    Hiệp định Thương mại Tự do Việt Nam - Liên minh Châu Âu | Hiệp định Thương mại Tự do ASEAN - Hồng Kông, Trung Quốc |
    Hiệp định Thương mại Tự do giữa Việt Nam và Liên minh Kinh tế Á - Âu | Hiệp định Thương mại hàng hóa ASEAN |
    Hiệp định Thương mại Tự do giữa Cộng hòa xã hội chủ nghĩa Việt Nam và Liên minh Châu Âu |
    Hiệp định Thương mại Tự do giữa Cộng hòa xã hội chủ nghĩa Việt Nam và Liên hiệp Vương quốc Anh và Bắc Ai-len |
    Hiệp định Thương mại Tự do giữa Việt Nam và Nhà nước I-xra-en | Hiệp định Bảo hộ Đầu tư |
    Hiệp ước hợp tác về sáng chế | Nghị định thư Cartagena | Nghị định thư Kyoto | Nghị định thư Montreal
"""

_LISTED = (
    *_BARE,
    *(" ".join(name.split()) for name in _TREATIES.split("|")),
    *(f"{kind} {' '.join(title.split())}" for kind, listed in _TITLES.items() for title in listed.split("|")),
)
# "Luật Phòng chống ma túy": the comma of the title is often left out.
TITLES = (*_LISTED, *(name.replace("hòng, chống", "hòng chống") for name in _LISTED if "hòng, chống" in name))


def _short_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _LISTED:
        for short, long in (*_SHORT.items(), *COMMON.items()):
            at = name.lower().find(long.lower())
            if at > 0 and short in _SHORT:
                found[name[:at] + short + name[at + len(long) :]] = name
            if name.lower() == f"luật {long.lower()}" and (short in COMMON or short == "HNGĐ"):
                found[f"L{short}"] = name  # few: each word that may begin a name is looked for in every text
    return found


# {"LTHADS": "Luật Thi hành án dân sự", "Luật Xử lý VPHC": …}: names in short → as they are.
SHORT_NAMES = _short_names()
