/* Fonts: where glass and paper find their letters. */
#ifndef BANSHI_UI_FONTS_H
#define BANSHI_UI_FONTS_H

/* Names the list of font folders, a fontconfig file (assets/fonts.conf). To be called before any text
 * is set; a file that cannot be read leaves the machine's own list. */
void fonts_use(const char *file);

#endif
