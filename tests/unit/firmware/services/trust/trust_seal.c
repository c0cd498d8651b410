/* Sealing: what goes in comes out, only with the right key, only when nothing was touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdbool.h>
#include <string.h>

#include "firmware/services/trust/trust.h"

static const char aad[] = "case-1|payload|1|desk-0001";
static const char payload[] = "{\"applicant\":{\"name\":\"canary\"}}";

#define SIZE (sizeof(payload) - 1)

struct sealed {
    struct trust_envelope envelope;
    uint8_t cipher[SIZE];
    char aad[sizeof(aad)];
};

static struct trust_key *key;

static void seal(struct sealed *out)
{
    memcpy(out->aad, aad, sizeof(aad));
    assert_int_equal(
        trust_seal(key, aad, sizeof(aad) - 1, payload, SIZE, &out->envelope, out->cipher), ERR_OK);
}

/* True when it opens to the payload; otherwise nothing of it may be left in the output. */
static bool opens(const struct sealed *sealed, const struct trust_key *with)
{
    static const uint8_t zeros[SIZE];
    uint8_t out[SIZE];
    err_t err;

    memset(out, 0xAA, sizeof(out));
    err = trust_unseal(with, sealed->aad, sizeof(aad) - 1, &sealed->envelope, sealed->cipher, SIZE,
                       out);
    if (err == ERR_OK) {
        assert_memory_equal(out, payload, SIZE);
        return true;
    }
    assert_int_equal(err, ERR_SIGNATURE);
    assert_memory_equal(out, zeros, SIZE);
    return false;
}

static void opens_what_it_sealed(void **state)
{
    struct sealed one, two;

    (void)state;
    seal(&one);
    seal(&two);
    assert_true(opens(&one, key));
    assert_true(opens(&two, key));
    assert_string_equal(one.envelope.kid, trust_key_id(key));
    /* Each seal has its own key and IV: equal payloads do not look equal. */
    assert_memory_not_equal(one.cipher, two.cipher, SIZE);
    assert_memory_not_equal(one.envelope.ephemeral, two.envelope.ephemeral, TRUST_POINT_BYTES);
    assert_null(memmem(one.cipher, SIZE, "canary", 6));
}

static void opens_with_no_other_key(void **state)
{
    struct trust_key *stranger = NULL;
    struct sealed sealed;

    (void)state;
    assert_int_equal(trust_key_generate(&stranger), ERR_OK);
    seal(&sealed);
    assert_false(opens(&sealed, stranger));
    /* Nor when the envelope claims the stranger's name. */
    strcpy(sealed.envelope.kid, trust_key_id(stranger));
    assert_false(opens(&sealed, stranger));
    trust_key_close(stranger);
}

/* Flips every single bit of a part in turn. */
static void expect_no_flip_opens(struct sealed *sealed, void *part, size_t size_bytes)
{
    uint8_t *at = part;

    for (size_t bit = 0; bit < size_bytes * 8; bit++) {
        at[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(opens(sealed, key));
        at[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_true(opens(sealed, key));
}

static void notices_every_changed_bit(void **state)
{
    struct sealed sealed;

    (void)state;
    seal(&sealed);
    expect_no_flip_opens(&sealed, sealed.envelope.kid, TRUST_KID_TEXT_BYTES - 1);
    expect_no_flip_opens(&sealed, sealed.envelope.wrapped_dek, TRUST_WRAPPED_BYTES);
    expect_no_flip_opens(&sealed, sealed.envelope.iv, TRUST_IV_BYTES);
    expect_no_flip_opens(&sealed, sealed.envelope.tag, TRUST_TAG_BYTES);
    expect_no_flip_opens(&sealed, sealed.envelope.ephemeral, TRUST_POINT_BYTES);
    expect_no_flip_opens(&sealed, sealed.cipher, SIZE);
    expect_no_flip_opens(&sealed, sealed.aad, sizeof(aad) - 1);
}

/* Parts of two good envelopes do not make a third. */
static void refuses_mixed_envelopes(void **state)
{
    struct sealed one, two, mixed;

    (void)state;
    seal(&one);
    seal(&two);
    mixed = one;
    memcpy(mixed.envelope.wrapped_dek, two.envelope.wrapped_dek, TRUST_WRAPPED_BYTES);
    assert_false(opens(&mixed, key));
    mixed = one;
    memcpy(mixed.envelope.ephemeral, two.envelope.ephemeral, TRUST_POINT_BYTES);
    assert_false(opens(&mixed, key));
    mixed = one;
    memcpy(mixed.cipher, two.cipher, SIZE);
    assert_false(opens(&mixed, key));
    mixed = one;
    memset(mixed.envelope.ephemeral, 0, TRUST_POINT_BYTES); /* no point at all */
    assert_false(opens(&mixed, key));
}

static void seals_nothing_as_well(void **state)
{
    struct trust_envelope envelope;
    uint8_t byte = 0xAA;

    (void)state;
    assert_int_equal(trust_seal(key, aad, sizeof(aad), "", 0, &envelope, &byte), ERR_OK);
    assert_int_equal(trust_unseal(key, aad, sizeof(aad), &envelope, &byte, 0, &byte), ERR_OK);
    envelope.tag[0] ^= 1;
    assert_int_equal(trust_unseal(key, aad, sizeof(aad), &envelope, &byte, 0, &byte),
                     ERR_SIGNATURE);
}

static int set_up(void **state)
{
    (void)state;
    return trust_key_generate(&key) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    trust_key_close(key);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_it_sealed),      cmocka_unit_test(opens_with_no_other_key),
        cmocka_unit_test(notices_every_changed_bit), cmocka_unit_test(refuses_mixed_envelopes),
        cmocka_unit_test(seals_nothing_as_well),
    };

    return cmocka_run_group_tests_name("trust_seal", tests, set_up, tear_down);
}
