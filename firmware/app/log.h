/* The log: lines on stderr, where systemd or the desk's terminal collects them. Event kinds, ids
 * and numbers only, never a citizen's words. One line is one write, so that lines of several
 * processes do not mix. */
#ifndef BANSHI_APP_LOG_H
#define BANSHI_APP_LOG_H

/* Names this process in its lines; `name` must live on. */
void log_open(const char *name);

/* Writes "time name: text". A line over 400 bytes is cut. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
