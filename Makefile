# Banshi: one Makefile, out of tree, sources by wildcard per room. `make help` lists the verbs.
# A mode is a folder: build/release (what people run), build/debug (ASan and UBSan, what tests run),
# build/coverage. Rooms become archives, so that a program links only what it uses.

MODE ?= release
B := build/$(MODE)
DEBUG := build/debug

CC := gcc
WARN := -Wall -Wextra -Wshadow -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
FLAGS_release := -O2 -g -DNDEBUG -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
FLAGS_debug := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
FLAGS_coverage := -O0 -g --coverage
LINK_release := -pie -Wl,-z,relro,-z,now -Wl,--as-needed
LINK_debug := -fsanitize=address,undefined
LINK_coverage := --coverage
CFLAGS := $(WARN) $(FLAGS_$(MODE)) -I. -MMD -MP
LDFLAGS := $(LINK_$(MODE))

# ---- rooms: name, folder, packages. The floor of each is held by tools/lint/floors.sh. ----
ROOMS := base core world trust store relay catalogue documents voice pickup vision drivers ui app bench platform
DIR_base := firmware/base
DIR_core := firmware/core
DIR_world := firmware/world
DIR_trust := firmware/services/trust
DIR_store := firmware/services/store
DIR_relay := firmware/services/relay
DIR_catalogue := firmware/services/catalogue
DIR_documents := firmware/services/documents
DIR_voice := firmware/services/voice
DIR_pickup := firmware/services/pickup
DIR_vision := firmware/services/vision
DIR_drivers := drivers
DIR_ui := ui
DIR_app := firmware/app
DIR_bench := tools/bench
DIR_platform := tools/platform

PKG_store := sqlite3
PKG_relay := libcurl jansson
PKG_catalogue := jansson
PKG_documents := pangocairo libqrencode
PKG_voice := espeak-ng sdl2
PKG_pickup := jansson
PKG_vision := zbar libturbojpeg
PKG_drivers := libusb-1.0 libturbojpeg libpcsclite libmodbus libgpiod
PKG_ui := sdl2 pangocairo libqrencode jansson x11
PKG_app := jansson libseccomp pangocairo
PKG_bench := umockdev-1.0 cairo libmicrohttpd libturbojpeg libqrencode
PKG_platform := libmicrohttpd gnutls sqlite3 jansson
PKG_desk := sdl2 pangocairo
PKG_visit := jansson x11 xtst
PKG_tables := jansson
LIBS_trust := -lmbedx509 -lmbedcrypto
LIBS_ui := -ldl -lm
# The bench redirects device files for itself too, so that hot plug reaches its children.
LIBS_bench := -lm -pthread -Wl,--no-as-needed -lumockdev-preload -Wl,--as-needed
LIBS_documents := -lm
LIBS_vision := -lm
LIBS_drivers := -lcups -ldl
LIBS_voice := -lm

# The core is plain C11 under a header that poisons what is not pure; base and world are plain C11.
STD_base := -std=c11
STD_core := -std=c11 -include firmware/core/poison.h
STD_world := -std=c11

pkg_cflags = $(if $(strip $(1)),$(shell pkg-config --cflags $(1) 2>/dev/null))
pkg_libs = $(if $(strip $(1)),$(shell pkg-config --libs $(1) 2>/dev/null))
find_c = $(shell find $(1) -name '*.c' 2>/dev/null | LC_ALL=C sort)

define room
SRC_$(1) := $(filter-out %main.c,$(call find_c,$(DIR_$(1))))
OBJ_$(1) := $$(SRC_$(1):%.c=$(B)/%.o)
PCF_$(1) := $(call pkg_cflags,$(PKG_$(1)))
PLD_$(1) := $(call pkg_libs,$(PKG_$(1))) $(LIBS_$(1))
$(B)/lib$(1).a: $$(OBJ_$(1))
	@rm -f $$@ && ar rcs $$@ $$^
$(B)/$(DIR_$(1))/%.o: $(DIR_$(1))/%.c
	@mkdir -p $$(@D)
	@echo "  cc  $$<"
	@$(CC) $(or $(STD_$(1)),-std=gnu11 -D_GNU_SOURCE) $(CFLAGS) $$(PCF_$(1)) $(MUTANT) -c $$< -o $$@
DEPS += $$(OBJ_$(1):.o=.d)
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

# ---- programs: name, main, rooms in link order ----
DEVICES := reader printer pages scanner smartcard signals camera
PROGRAMS := banshi banshi-kiosk $(DEVICES:%=banshi-%) banshi-store banshi-relay banshi-validate \
            banshi-catalogue banshi-lint banshi-platform banshi-bench banshi-visit banshi-desk \
            banshi-tables banshi-voice banshi-say banshi-locker
MAIN_banshi := firmware/app/supervisor_main.c
USES_banshi := app core base
MAIN_banshi-kiosk := firmware/app/kiosk_main.c
USES_banshi-kiosk := app ui documents catalogue world core base
define device
MAIN_banshi-$(1) := firmware/app/$(1)_main.c
USES_banshi-$(1) := app vision drivers core base
endef
$(foreach d,$(DEVICES),$(eval $(call device,$(d))))
MAIN_banshi-locker := firmware/app/locker_main.c
USES_banshi-locker := app pickup trust drivers core base
MAIN_banshi-store := firmware/app/store_main.c
USES_banshi-store := app store pickup trust relay core base
MAIN_banshi-relay := firmware/app/relay_main.c
USES_banshi-relay := app catalogue relay trust world core base
MAIN_banshi-validate := tools/validate/main.c
USES_banshi-validate := app base
MAIN_banshi-catalogue := tools/catalogue/main.c
USES_banshi-catalogue := app catalogue world core base
MAIN_banshi-lint := tools/lint/main.c
USES_banshi-lint := app catalogue world core base
MAIN_banshi-platform := tools/platform/main.c
USES_banshi-platform := platform app relay trust core base
MAIN_banshi-bench := tools/bench/main.c
USES_banshi-bench := bench app base
MAIN_banshi-visit := tools/visit/main.c
USES_banshi-visit := app base
MAIN_banshi-desk := tools/desk/main.c
USES_banshi-desk := app base

# libespeak-ng is GPL-3: no other program of the firmware holds it.
MAIN_banshi-voice := firmware/app/voice_main.c
USES_banshi-voice := app voice core base
MAIN_banshi-say := tools/say/main.c
USES_banshi-say := voice app core base
MAIN_banshi-tables := tools/tables/main.c
USES_banshi-tables := ui app base

define program
SELF_$(1) := $(if $(filter tools/%,$(MAIN_$(1))),$(filter-out $(foreach r,$(USES_$(1)),$(SRC_$(r))),$(call find_c,$(dir $(MAIN_$(1))))),$(MAIN_$(1)))
SOBJ_$(1) := $$(SELF_$(1):%.c=$(B)/programs/%.o)
SPCF_$(1) := $(call pkg_cflags,$(PKG_$(notdir $(patsubst %/,%,$(dir $(MAIN_$(1)))))) $(foreach r,$(USES_$(1)),$(PKG_$(r))))
$(B)/$(1): $$(SOBJ_$(1)) $(foreach r,$(USES_$(1)),$(B)/lib$(r).a)
	@echo "  ld  $$@"
	@$(CC) $(LDFLAGS) -o $$@ $$(SOBJ_$(1)) -Wl,--start-group $(foreach r,$(USES_$(1)),$(B)/lib$(r).a) -Wl,--end-group -Wl,--as-needed $(call pkg_libs,$(PKG_$(notdir $(patsubst %/,%,$(dir $(MAIN_$(1))))))) $(foreach r,$(USES_$(1)),$$(PLD_$(r)))
$$(SOBJ_$(1)): $(B)/programs/%.o: %.c
	@mkdir -p $$(@D)
	@echo "  cc  $$<"
	@$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) $$(SPCF_$(1)) -c $$< -o $$@
DEPS += $$(SOBJ_$(1):.o=.d)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

.PHONY: all programs help
all: programs
programs: $(PROGRAMS:%=$(B)/%) $(B)/libbanshi-camera.so

# The virtual camera's node: it stands before the C library of the one program that looks.
CAMERA_SRC := tools/camera/preload.c $(wildcard tools/bench/v4l2_shim/*.c)
$(B)/libbanshi-camera.so: $(CAMERA_SRC) $(wildcard tools/bench/v4l2_shim/*.h)
	@mkdir -p $(@D)
	@echo "  ld  $@"
	@$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g $(WARN) -I. -fPIC -shared -o $@ $(CAMERA_SRC) firmware/app/check.c -ldl -lturbojpeg

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile tests/tests.mk | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

# ---- people's verbs ----
.PHONY: setup run demo check format clean
setup: ## install what is missing on Debian 12, by name
	@sh tools/run/setup.sh

run: setup ## the kiosk and a desk panel on virtual devices; without a display the scripted visit
	@$(MAKE) --no-print-directory MODE=release programs
	@sh tools/run/tables.sh
	@sh tools/run/fonts.sh
	@sh tools/run/run.sh

demo: setup ## the scripted first visit, unattended; leaves its pictures and facts in build/demo
	@$(MAKE) --no-print-directory MODE=release programs
	@sh tools/run/tables.sh
	@sh tools/run/fonts.sh
	@sh tools/run/demo.sh

C_AND_H = $(shell find firmware drivers ui tools tests -name '*.[ch]' | LC_ALL=C sort)
check: ## floors, purity of the core, words, format
	@$(MAKE) --no-print-directory MODE=release programs
	@sh tools/lint/floors.sh build/release
	@sh tools/lint/purity.sh build/release
	@build/release/banshi-lint words assets/words assets/services board firmware ui
	@clang-format --dry-run -Werror $(C_AND_H) && echo "check: format ok"

format: ## let clang-format decide
	@clang-format -i $(C_AND_H)

clean: ## remove build/
	@rm -rf build

include tests/tests.mk
-include $(DEPS)
