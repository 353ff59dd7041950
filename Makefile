# Each target is the same as `./run NAME`.
.PHONY: demo demo-reset test test-services check bench setup lock help
help:  ## deze lijst
	@./run help
demo demo-reset test test-services check setup lock:
	@./run $@
bench:  ## de metingen; BENCH=naam voor één ervan
	@./run bench $(BENCH)
