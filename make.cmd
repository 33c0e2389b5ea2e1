@echo off
rem The same commands as in the Makefile: make demo, make test, ...
setlocal
cd /d "%~dp0"
where py >nul 2>nul
if errorlevel 1 (python -m tools %*) else (py -3 -m tools %*)
