#include "firmware/services/store/store_seal_trust.h"

static err_t seal(void *context, const struct store_sealing *sealing)
{
    return trust_seal(context, sealing->aad, sealing->aad_bytes, sealing->payload,
                      sealing->size_bytes, sealing->out_envelope, sealing->out_cipher);
}

static void fill_random(void *context, void *out, size_t size_bytes)
{
    (void)context;
    trust_random(out, size_bytes);
}

struct store_sealer store_seal_trust(const struct trust_key *recipient)
{
    /* The context is handed back to seal() alone, which takes it const again. */
    return (struct store_sealer){
        .context = (void *)(uintptr_t)recipient, .seal = seal, .random = fill_random};
}
