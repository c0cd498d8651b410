/* The product's sealer: trust_seal() to the platform's public key, trust_random(). */
#ifndef BANSHI_SERVICES_STORE_STORE_SEAL_TRUST_H
#define BANSHI_SERVICES_STORE_STORE_SEAL_TRUST_H

#include "firmware/services/store/store.h"
#include "firmware/services/trust/trust.h"

/* A sealer that seals to `recipient`, which stays the caller's and must outlive the store. */
struct store_sealer store_seal_trust(const struct trust_key *recipient);

#endif
