/* banshi-validate as people use it: the program itself, fed through a file, judged by what it says.
 * BANSHI_VALIDATE names the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_BYTES (512 * 1024)

static char output[OUTPUT_BYTES], errors[OUTPUT_BYTES];

static void slurp(const char *path, char *out)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    out[fread(out, 1, OUTPUT_BYTES - 1, file)] = '\0';
    fclose(file);
    unlink(path);
}

/* Runs the program on these bytes and gives its exit status. */
static int run_on(const char *bytes, size_t size_bytes, const char *arguments)
{
    char folder[] = "/tmp/banshi-validate-XXXXXX", in[64], out[64], err[64], command[512];
    const char *program = getenv("BANSHI_VALIDATE");
    FILE *file;
    int status;

    assert_non_null(program);
    assert_non_null(mkdtemp(folder));
    snprintf(in, sizeof in, "%s/in", folder);
    snprintf(out, sizeof out, "%s/out", folder);
    snprintf(err, sizeof err, "%s/err", folder);
    file = fopen(in, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size_bytes, file), size_bytes);
    fclose(file);
    snprintf(command, sizeof command, "'%s' %s <%s >%s 2>%s", program, arguments, in, out, err);
    status = system(command);
    slurp(out, output);
    slurp(err, errors);
    unlink(in);
    rmdir(folder);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int run_text(const char *text)
{
    return run_on(text, strlen(text), "");
}

static void lines_are_judged_in_order(void **state)
{
    (void)state;
    assert_int_equal(run_text("id\t11010519491231002X\nmobile\t138 0013 8000\n"), 0);
    assert_string_equal(output,
                        "id\t11010519491231002X\tok\nmobile\t138 0013 8000\tok_normalise\n");
    assert_string_equal(errors, "");
}

static void heading_columns_and_line_ends_are_understood(void **state)
{
    (void)state;
    assert_int_equal(run_text("kind\tvalue\texpect\tnote\r\nid\t11010519491231002X\tok\tnote\r\n"
                              "s10\tRR473124828CN"),
                     0);
    assert_string_equal(output, "id\t11010519491231002X\tok\ns10\tRR473124828CN\tbad_check\n");
    assert_int_equal(run_text("\xEF\xBB\xBFkind\tvalue\nid\t\n\n\n"), 0);
    assert_string_equal(output, "id\t\tbad\n");
    assert_int_equal(run_text(""), 0);
    assert_string_equal(output, "");
}

static void mistakes_are_named_and_the_rest_is_judged(void **state)
{
    (void)state;
    assert_int_equal(run_text("nonsense\nid\t11010519491231002X\n\ncolour\tred\n\tx\n"
                              "kind\tvalue\nmobile\t19912345678\n"),
                     2);
    assert_string_equal(output, "id\t11010519491231002X\tok\nmobile\t19912345678\tok\n");
    assert_non_null(strstr(errors, "line 1: no tab"));
    assert_non_null(strstr(errors, "line 3: the line is empty"));
    assert_non_null(strstr(errors, "line 4: unknown kind \"colour\""));
    assert_non_null(strstr(errors, "line 5: the kind is empty"));
    assert_non_null(strstr(errors, "line 6: unknown kind \"kind\""));
    assert_null(strstr(errors, "line 7"));
}

static void bytes_of_any_sort_do_no_harm(void **state)
{
    static const char BYTES[] = "id\t1101\0"
                                "19491231002X\nid\t\xFF\xFE\ni\0d\tx\nid\t11010519491231002X\n";

    (void)state;
    assert_int_equal(run_on(BYTES, sizeof BYTES - 1, ""), 2);
    assert_memory_equal(output, "id\t1101\0", 8);
    assert_non_null(strstr(errors, "line 3: unknown kind \"i\""));
}

static void a_very_long_line_is_one_line(void **state)
{
    size_t size_bytes = 200000;
    char *text = malloc(size_bytes + 32);

    (void)state;
    assert_non_null(text);
    memset(text, '7', size_bytes);
    memcpy(text, "id\t", 3);
    strcpy(text + size_bytes, "\nid\t11010519491231002X\n");
    assert_int_equal(run_text(text), 0);
    assert_non_null(strstr(output, "7\tbad\nid\t11010519491231002X\tok\n"));
    free(text);
}

static void future_births_are_seen(void **state)
{
    (void)state;
    assert_int_equal(run_text("id\t110105994912310020\n"), 0);
    assert_string_equal(output, "id\t110105994912310020\tbad_date\n");
}

static void command_line_is_explained(void **state)
{
    (void)state;
    assert_int_equal(run_on("", 0, "--help"), 0);
    assert_non_null(strstr(output, "kind<TAB>value<TAB>verdict"));
    assert_int_equal(run_on("", 0, "--wrong"), 2);
    assert_non_null(strstr(errors, "--wrong"));
}

int main(void)
{
    const struct CMUnitTest validate[] = {
        cmocka_unit_test(lines_are_judged_in_order),
        cmocka_unit_test(heading_columns_and_line_ends_are_understood),
        cmocka_unit_test(mistakes_are_named_and_the_rest_is_judged),
        cmocka_unit_test(bytes_of_any_sort_do_no_harm),
        cmocka_unit_test(a_very_long_line_is_one_line),
        cmocka_unit_test(future_births_are_seen),
        cmocka_unit_test(command_line_is_explained),
    };

    return cmocka_run_group_tests(validate, NULL, NULL);
}
