/* The version of this firmware: what a catalogue's min_fw is compared with. */
#ifndef BANSHI_APP_VERSION_H
#define BANSHI_APP_VERSION_H

#define BANSHI_VERSION "1.0.0"

#endif
