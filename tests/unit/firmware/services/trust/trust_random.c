/* Digests and message codes against published vectors; random bytes against repetition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <mbedtls/hkdf.h>

#include "firmware/base/bytes.h"
#include "firmware/services/trust/trust.h"

/* FIPS 180-2 appendix B. */
static void digests_as_published(void **state)
{
    static const char *const vectors[][2] = {
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    uint8_t digest[TRUST_DIGEST_BYTES];
    char hex[2 * TRUST_DIGEST_BYTES + 1];

    (void)state;
    for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
        trust_sha256(vectors[i][0], strlen(vectors[i][0]), digest);
        bytes_to_hex(digest, sizeof(digest), hex);
        assert_string_equal(hex, vectors[i][1]);
    }
}

/* RFC 4231 section 4, test cases 1, 2, 3 and 6 (a key longer than a block). */
static void authenticates_as_published(void **state)
{
    static const char long_key_text[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    uint8_t key[131], data[50], tag[TRUST_DIGEST_BYTES];
    char hex[2 * TRUST_DIGEST_BYTES + 1];

    (void)state;
    memset(key, 0x0b, 20);
    trust_hmac(key, 20, "Hi There", 8, tag);
    bytes_to_hex(tag, sizeof(tag), hex);
    assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    trust_hmac("Jefe", 4, "what do ya want for nothing?", 28, tag);
    bytes_to_hex(tag, sizeof(tag), hex);
    assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof(key));
    memset(data, 0xdd, sizeof(data));
    trust_hmac(key, 20, data, sizeof(data), tag);
    bytes_to_hex(tag, sizeof(tag), hex);
    assert_string_equal(hex, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    trust_hmac(key, sizeof(key), long_key_text, strlen(long_key_text), tag);
    bytes_to_hex(tag, sizeof(tag), hex);
    assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

/* RFC 5869 appendix A.1: the key derivation that sealing rests on. */
static void derives_as_published(void **state)
{
    uint8_t secret[22], salt[13], info[10], out[42];
    char hex[2 * sizeof(out) + 1];

    (void)state;
    memset(secret, 0x0b, sizeof(secret));
    for (size_t i = 0; i < sizeof(salt); i++)
        salt[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof(info); i++)
        info[i] = (uint8_t)(0xf0 + i);
    assert_int_equal(mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), salt, sizeof(salt),
                                  secret, sizeof(secret), info, sizeof(info), out, sizeof(out)),
                     0);
    bytes_to_hex(out, sizeof(out), hex);
    assert_string_equal(hex, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                             "34007208d5b887185865");
}

static void never_draws_the_same(void **state)
{
    uint8_t first[32], second[32], large[5000], zeros[32] = {0};

    (void)state;
    trust_random(first, sizeof(first));
    trust_random(second, sizeof(second));
    trust_random(large, sizeof(large)); /* more than one request of the generator */
    assert_memory_not_equal(first, second, sizeof(first));
    assert_memory_not_equal(large + sizeof(large) - sizeof(zeros), zeros, sizeof(zeros));
    trust_random(NULL, 0);
}

/* A forked worker that went on from a copied state would draw its parent's keys. */
static void draws_apart_after_a_fork(void **state)
{
    uint8_t own[32], childs[32];
    int ends[2];
    pid_t pid;

    (void)state;
    trust_random(own, sizeof(own));
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        trust_random(childs, sizeof(childs));
        _exit(write(ends[1], childs, sizeof(childs)) == (ssize_t)sizeof(childs) ? 0 : 1);
    }
    trust_random(own, sizeof(own));
    assert_int_equal(read(ends[0], childs, sizeof(childs)), sizeof(childs));
    waitpid(pid, NULL, 0);
    assert_memory_not_equal(own, childs, sizeof(own));
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_as_published),     cmocka_unit_test(authenticates_as_published),
        cmocka_unit_test(derives_as_published),     cmocka_unit_test(never_draws_the_same),
        cmocka_unit_test(draws_apart_after_a_fork),
    };

    return cmocka_run_group_tests_name("trust_random", tests, NULL, NULL);
}
