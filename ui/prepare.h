/* What is settled before the glass is opened. The libraries behind it have threads, and what they
 * look for in the environment must stand there before the first of them runs. */
#ifndef BANSHI_UI_PREPARE_H
#define BANSHI_UI_PREPARE_H

/* Names the list of fonts, a fontconfig file (assets/fonts.conf), and keeps the libraries from what a
 * kiosk has not. To be called before any text is set and any glass is opened; a file that cannot be
 * read leaves the machine's own list. Starts no thread: who forks later calls this alone. */
void ui_prepare_environment(const char *fonts);

/* The same, and has the list read while the caller goes on. */
void ui_prepare(const char *fonts);

#endif
