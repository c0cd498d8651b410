/* The kiosk's processes, found from outside by what /proc says of them. */
#ifndef BANSHI_TOOLS_VISIT_PROCESS_H
#define BANSHI_TOOLS_VISIT_PROCESS_H

#include <sys/types.h>

/* The process of this name ("supervisor", or one of firmware/app/processes.def) among the descendants
 * of process `above`; 0 when none runs now. */
pid_t process_find(pid_t above, const char *role);

#endif
