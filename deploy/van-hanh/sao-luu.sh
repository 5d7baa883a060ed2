#!/bin/sh
# Sao lưu thư mục dữ liệu vào một tệp: sao-luu.sh THƯ-MỤC-DỮ-LIỆU TỆP.tar.gz
set -eu
data=$(cd "$1" && pwd)
# Một lần dựng kho giữ cùng khóa này: bản sao không bao giờ có một nửa của nó.
flock --wait 7200 "$data/build.lock" \
    tar --create --gzip --file "$2.dang-ghi" --exclude ./readings --exclude ./build.lock --exclude './nhat-ky*' --directory "$data" .
mv "$2.dang-ghi" "$2"
