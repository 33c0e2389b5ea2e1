# Every target only calls the script that Windows uses too (make.cmd). Further arguments: make test ARGS="-k sync"
.PHONY: help setup demo test bench spark lint lock build

help:
	@python3 -m tools --help

setup demo test bench spark lint lock build:
	@python3 -m tools $@ $(ARGS)
