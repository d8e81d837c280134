#include "prose.h"

#include "base/i18n.h"

#include <stdio.h>

const char *prose(char text[NUMBER_SIZE], double value, int decimals)
{
    char digits[NUMBER_SIZE / 2];
    int n = snprintf(digits, sizeof digits, "%.*f", decimals, value);
    int whole = decimals ? n - decimals - 1 : n;
    size_t used = 0;

    for (int i = 0; i < n && used + 5 < NUMBER_SIZE; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            used += (size_t)snprintf(text + used, NUMBER_SIZE - used, "\xE2\x80\xAF");
        /* translators: the decimal point of your language */
        text[used++] = i == whole ? _(".")[0] : digits[i];
    }
    text[used] = '\0';
    return text;
}
