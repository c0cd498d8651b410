/* What is settled before the glass is opened. The libraries behind it have threads, and what they
 * look for in the environment must stand there before the first of them runs. */
#ifndef BANSHI_UI_PREPARE_H
#define BANSHI_UI_PREPARE_H

/* Names the list of font folders, a fontconfig file (assets/fonts.conf), and has it and the two faces
 * of every screen read while the caller goes on. To be called once, before any text is set and any
 * glass is opened; a file that cannot be read leaves the machine's own list. */
void ui_prepare(const char *fonts);

#endif
