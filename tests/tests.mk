# How tests are built and run; included by the Makefile. Tests are debug programs (ASan, UBSan) that
# link every room; each prints cmocka's closing lines, and tests/run.sh counts them all.

SUPPORT_SRC := $(filter-out tests/support/photo_stub.c,$(call find_c,tests/support))
SUPPORT_OBJ := $(SUPPORT_SRC:%.c=$(B)/%.o)
UNIT_SRC := $(call find_c,tests/unit)
CONTRACT_SRC := $(call find_c,tests/contract)
STORY_SRC := $(wildcard tests/story/*.c)
BENCH_SRC := $(wildcard tests/bench/*.c)
TEST_SRC := $(UNIT_SRC) $(CONTRACT_SRC) $(STORY_SRC) $(BENCH_SRC)
TEST_BIN := $(TEST_SRC:%.c=$(B)/%)
TEST_PKG := cmocka libmicrohttpd sqlite3 jansson libcurl pangocairo libqrencode libusb-1.0 sdl2 x11 umockdev-1.0 libseccomp zbar espeak-ng libturbojpeg libpcsclite libmodbus libgpiod
TEST_ROOMS := app ui pickup vision voice documents catalogue store relay trust drivers bench world core base
TEST_CFLAGS = $(call pkg_cflags,$(TEST_PKG))
TEST_LIBS = $(call pkg_libs,$(TEST_PKG)) -lmbedx509 -lmbedcrypto -lcrypto -lcups -ldl -lm

$(B)/tests/%.o: tests/%.c
	@mkdir -p $(@D)
	@echo "  cc  $<"
	@$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -Wno-switch-enum $(TEST_CFLAGS) $(MUTANT) -c $< -o $@

$(B)/libsupport.a: $(SUPPORT_OBJ)
	@mkdir -p $(@D)
	@rm -f $@ && ar rcs $@ $^

$(TEST_BIN): %: %.o $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a) -Wl,--end-group \
	  $(TEST_LIBS) $(if $(findstring tests/contract/,$@),-Wl$(comma)--no-as-needed -lumockdev-preload -Wl$(comma)--as-needed)
comma := ,

SIM_SRC := $(call find_c,tests/sim)
SIM_OBJ := $(SIM_SRC:%.c=$(B)/%.o)
$(B)/banshi-sim: $(SIM_OBJ) $(foreach r,store relay pickup trust world core base,$(B)/lib$(r).a)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(SIM_OBJ) -Wl,--start-group $(foreach r,store relay pickup trust world core base,$(B)/lib$(r).a) -Wl,--end-group $(PLD_store) $(PLD_trust) $(PLD_pickup)

SCREEN_SRC := $(call find_c,tests/screen)
SCREEN_OBJ := $(SCREEN_SRC:%.c=$(B)/%.o)
$(B)/banshi-screens: $(SCREEN_OBJ) $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(SCREEN_OBJ) -Wl,--start-group $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a) -Wl,--end-group \
	  $(TEST_LIBS) -lz

TOUCH_SRC := $(call find_c,tests/touch)
TOUCH_OBJ := $(TOUCH_SRC:%.c=$(B)/%.o) $(B)/tests/screen/house.o
$(B)/banshi-touch: $(TOUCH_OBJ) $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(TOUCH_OBJ) -Wl,--start-group $(B)/libsupport.a $(TEST_ROOMS:%=$(B)/lib%.a) -Wl,--end-group $(TEST_LIBS)

GRAMMAR_SRC := $(call find_c,tests/grammar)
GRAMMAR_OBJ := $(GRAMMAR_SRC:%.c=$(B)/%.o)
$(B)/banshi-grammar: $(GRAMMAR_OBJ) $(TEST_ROOMS:%=$(B)/lib%.a)
	@echo "  ld  $@"
	@$(CC) $(LDFLAGS) -o $@ $(GRAMMAR_OBJ) -Wl,--start-group $(TEST_ROOMS:%=$(B)/lib%.a) -Wl,--end-group $(TEST_LIBS)

# What a board's maker would give: it stands beside the tests that open it.
$(B)/libphoto-stub.so: tests/support/photo_stub.c
	@mkdir -p $(@D)
	@$(CC) -std=gnu11 -O1 -g $(WARN) -fPIC -shared -o $@ $<
$(B)/tests/unit/drivers/idcard/photo_plugin: $(B)/libphoto-stub.so

DEPS += $(GRAMMAR_OBJ:.o=.d) $(TOUCH_OBJ:.o=.d) $(SUPPORT_OBJ:.o=.d) $(SCREEN_OBJ:.o=.d) $(TEST_SRC:%.c=$(B)/%.d) $(SIM_OBJ:.o=.d)

.PHONY: devices tests test sim mutants fuzz bench screens screens-mutants touch
tests: $(TEST_BIN) $(B)/banshi-sim $(B)/banshi-screens $(B)/banshi-touch $(B)/banshi-grammar

test: setup ## every test; ends with "N passed, N failed"
	@$(MAKE) --no-print-directory MODE=release programs $(addprefix build/release/banshi-,sim screens touch)
	@$(MAKE) --no-print-directory MODE=debug programs tests
	@sh tools/run/tables.sh
	@sh tools/run/fonts.sh
	@sh tests/run.sh

SEED ?= 1
SEEDS ?= 2000
JOBS ?= 2
sim: ## simulated visits under faults: make sim SEED=1 SEEDS=2000
	@$(MAKE) --no-print-directory MODE=release build/release/banshi-sim
	@build/release/banshi-sim --seed $(SEED) --seeds $(SEEDS) --jobs $(JOBS)

screens: ## crawl every reachable screen and measure it; pictures in build/screens/index.html
	@$(MAKE) --no-print-directory MODE=release build/release/banshi-screens
	@build/release/banshi-screens --jobs $(JOBS)

screens-mutants: ## plant violations in screens; fails if a check lets one pass
	@$(MAKE) --no-print-directory MODE=release build/release/banshi-screens
	@build/release/banshi-screens --mutants

EVENTS ?= 10000000
touch: ## random touches, held fingers, edges and keys through the real input path: make touch EVENTS=10000000
	@$(MAKE) --no-print-directory MODE=release build/release/banshi-touch
	@build/release/banshi-touch --seed $(SEED) --events $(EVENTS)

mutants: ## plant bugs on purpose; fails if one survives the simulator
	@sh tests/sim/mutants.sh

FUZZ_SECONDS ?= 60
FUZZ_INPUTS ?= 50000000
fuzz: ## libFuzzer and the grammars on every parser: make fuzz FUZZ_SECONDS=60 FUZZ_INPUTS=50000000
	@$(MAKE) --no-print-directory MODE=release build/release/banshi-grammar
	@build/release/banshi-grammar --inputs $(FUZZ_INPUTS)
	@sh tests/fuzz/run.sh $(FUZZ_SECONDS)

devices: ## every contract suite on every driver, as a table of drivers and cases
	@$(MAKE) --no-print-directory MODE=debug build/debug/banshi-platform $(CONTRACT_SRC:%.c=build/debug/%)
	@sh tests/contract/table.sh

bench: ## the figures of the README, each as a ratio measured in one run
	@$(MAKE) --no-print-directory MODE=release programs tests build/release/banshi-sim
	@sh tools/run/tables.sh
	@sh tools/run/fonts.sh
	@sh tests/bench/run.sh
