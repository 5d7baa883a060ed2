rem Chay mot lan, trong cua so cmd mo bang "Run as administrator", o thu muc co hai tep .xml
mkdir C:\ProgramData\vien-dan
icacls C:\ProgramData\vien-dan /grant *S-1-5-19:(OI)(CI)M
icacls C:\vien-dan /grant *S-1-5-19:(OI)(CI)RX
icacls D:\van-ban /grant *S-1-5-19:(OI)(CI)RX
schtasks /Create /TN "Vien Dan" /XML vien-dan.xml /F
schtasks /Create /TN "Vien Dan - dung kho" /XML vien-dan-build.xml /F
schtasks /Run /TN "Vien Dan - dung kho"
schtasks /Run /TN "Vien Dan"
