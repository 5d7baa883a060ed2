@echo off
rem Cai Vien Dan vao chinh thu muc nay (lan dau, khong can mang), dung kho roi mo may chu. Dung: Ctrl-C.
rem Tham so duoc chuyen cho may chu: chay.bat --host 0.0.0.0 --port 8000
setlocal
cd /d "%~dp0"
chcp 65001 > nul
set PYTHONUTF8=1

set "PYTHON="
for %%P in ("py -3.13" "py -3.12" "py -3.11" "python") do (
    if not defined PYTHON (
        %%~P -c "import sys; sys.exit(not (3, 11, 5) <= sys.version_info < (3, 14) or sys.maxsize < 2**32)" > nul 2>&1 && set "PYTHON=%%~P"
    )
)
if not defined PYTHON (
    echo Cần Python 64 bit từ 3.11.5 đến 3.13: cài tệp python-3.12.x-amd64.exe của python.org rồi chạy lại.
    pause
    exit /b 1
)

fc /b requirements.txt .venv\installed.txt > nul 2>&1 && goto installed
echo Cài đặt các gói ^(chỉ lần đầu^) ...
if exist .venv rmdir /s /q .venv
%PYTHON% -m venv --without-pip .venv || goto failed
for %%W in (wheels\pip-*.whl) do set "PIP=%%W\pip"
.venv\Scripts\python "%PIP%" --disable-pip-version-check --quiet install --no-index --find-links wheels --require-hashes -r requirements.txt || goto failed
copy /y requirements.txt .venv\installed.txt > nul

:installed
.venv\Scripts\python indexer.py build
rem 3: da dung xong, co tep can xem lai
if errorlevel 4 goto failed
if errorlevel 3 goto serve
if errorlevel 1 goto failed

:serve
.venv\Scripts\python -m webapp %*
if not errorlevel 1 exit /b 0

:failed
pause
exit /b 1
