#include "ui/fonts.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "firmware/base/check.h"

/* The two faces of every screen, from Debian's fonts-noto-cjk. */
static const char *const faces[] = {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
                                    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"};

/* The kernel reads it while the caller goes on. */
static void read_ahead(const char *file)
{
    int fd = open(file, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED); /* only a wish */
    close(fd);
}

void fonts_use(const char *file)
{
    char *path = realpath(file, NULL); /* fontconfig looks for a relative name elsewhere */

    if (path != NULL && access(path, R_OK) == 0)
        setenv("FONTCONFIG_FILE", path, 1);
    free(path);
    for (size_t i = 0; i < COUNT_OF(faces); i++)
        read_ahead(faces[i]);
}
