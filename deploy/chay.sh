#!/bin/sh
# Cài Viện Dẫn vào chính thư mục này (lần đầu, không cần mạng), dựng kho rồi mở máy chủ. Dừng: Ctrl-C.
# Tham số được chuyển cho máy chủ: ./chay.sh --host 0.0.0.0 --port 8000
set -eu
cd "$(dirname "$0")"

python=
for name in python3.13 python3.12 python3.11 python3; do
    if "$name" -c 'import sys; sys.exit(not (3, 11, 5) <= sys.version_info < (3, 14))' 2> /dev/null; then
        python=$name
        break
    fi
done
if [ -z "$python" ]; then
    echo "Cần Python từ 3.11.5 đến 3.13; máy này chưa có." >&2
    exit 1
fi

if ! cmp -s requirements.txt .venv/installed.txt; then
    echo "Cài đặt các gói (chỉ lần đầu) …"
    rm -rf .venv
    "$python" -m venv --without-pip .venv
    .venv/bin/python "$(ls wheels/pip-*.whl)/pip" --disable-pip-version-check --quiet install --no-index --find-links wheels \
        --require-hashes -r requirements.txt
    cp requirements.txt .venv/installed.txt
fi
.venv/bin/python indexer.py build || [ $? -eq 3 ] # 3: đã dựng xong, có tệp cần xem lại
exec .venv/bin/python -m webapp "$@"
