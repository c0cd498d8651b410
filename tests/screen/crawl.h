/* The crawler: drives the real core with the real catalogue from its start, breadth first. From each
 * state it tries every touch that the shown view offers, answers every question of the core in every
 * way, lets every deadline come, and takes devices away. What it meets lands in a registry. */
#ifndef BANSHI_TESTS_SCREEN_CRAWL_H
#define BANSHI_TESTS_SCREEN_CRAWL_H

#include "tests/screen/house.h"
#include "tests/screen/registry.h"

/* The number of the case and that of a company (GB 32100, check characters and all): no four
 * characters of them stand in another text, such as a telephone number (check_secret). */
#define CRAWL_CASE "LF2611228657X"
#define CRAWL_COMPANY "91350211MA57R2Y871"

/* One crawl in one language and one combination of modes. */
struct crawl_options {
    const struct house *house;
    enum language language;
    uint32_t modes; /* bits of enum mode */
};

/* What was seen on the way, for the checks of behaviour. */
struct crawl_facts {
    int states, steps;
    uint32_t step_kinds;    /* bit of each enum step_kind that was shown */
    uint32_t names;         /* bit of each VIEW_NAME_* - VIEW_NAME_STARTING */
    uint32_t part_kinds;    /* bit of each enum part_kind */
    uint32_t way_kinds;     /* bit of each enum way of a pad */
    int submits_unreviewed; /* came to submit from another screen than review or sign */
    int self_changes;       /* a screen went away by itself before the idle clock allowed it */
    int overflowed;         /* 1: the limit of states was reached: a defect of the crawler */
    char self_change[96], unreviewed[96];
};

/* Adds to `registry`; `facts` is replaced. */
void crawl(const struct crawl_options *options, struct registry *registry,
           struct crawl_facts *facts);

/* ---- shared by the files of the crawler ---- */

struct crawl_node {
    struct core core;
    struct view view;
    uint32_t devices_changed;
};

struct crawler {
    const struct crawl_options *options;
    struct registry *registry;
    struct crawl_facts *facts;
    struct crawl_node *nodes;
    int first, count, room;
    uint64_t *seen;
    int seen_count;
    uint32_t spoken[2];      /* kinds of screens that were already shown while the voice spoke */
    struct effects *effects; /* of the last step */
};

/* One event at `after_ms` from the node's time; the node becomes what it leads to, and a view that
 * was shown is registered. */
void crawl_tell(struct crawler *crawler, struct crawl_node *node, struct event *event,
                uint64_t after_ms);
void crawl_touch(struct crawler *crawler, struct crawl_node *node, enum action_kind kind,
                 uint32_t arg);

/* Puts a node into the queue unless its state was met before. */
void crawl_push(struct crawler *crawler, const struct crawl_node *node);

/* Every touch of a view (crawl_touch.c), every answer to what is waited for (crawl_answer.c). */
void crawl_touches(struct crawler *crawler, const struct crawl_node *from);
void crawl_answers(struct crawler *crawler, const struct crawl_node *from);

/* The longest real person: 21 characters of name, 35 of address; valid for a year, or expired. */
void crawl_person(struct person *out, bool expired);

#endif
