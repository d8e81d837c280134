#include "say.h"

#include <string.h>

enum { LONGEST = 4000 };

size_t show(FILE *to, const char *text, size_t n)
{
    size_t columns = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '\t' || c == '\n' || c == '\r')
            fputc(' ', to);
        else if (c < ' ' || c == 0x7F)
            fputs("\xEF\xBF\xBD", to);
        else if (c == 0xC2 && i + 1 < n && (unsigned char)text[i + 1] < 0xA0) {
            fputs("\xEF\xBF\xBD", to); /* U+0080 to U+009F */
            i++;
        } else {
            fputc(c, to);
        }
        columns += (c & 0xC0) != 0x80;
    }
    return columns;
}

static void break_lines(size_t n)
{
    for (; n; n--)
        fputc('\n', stderr);
}

void say_list(const char *format, va_list args)
{
    char text[LONGEST];
    size_t before = strspn(format, "\n"), after = 0, length = strlen(format), n;
    int whole = vsnprintf(text, sizeof text, format, args);

    while (length - after > before && format[length - after - 1] == '\n')
        after++;
    break_lines(before);
    if (whole < 0) {
        break_lines(after);
        return;
    }
    n = (size_t)whole - after;
    if ((size_t)whole >= sizeof text)
        for (n = sizeof text - 1; n > before && text[n - 1] & 0x80; n--)
            ;
    show(stderr, text + before, n - before);
    if ((size_t)whole >= sizeof text)
        fputs("\xE2\x80\xA6", stderr);
    break_lines(after);
}

void say(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say_list(format, args);
    va_end(args);
}
