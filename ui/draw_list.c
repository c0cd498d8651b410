#include "ui/draw_list.h"

#include <string.h>

#include "firmware/base/text.h"

void draw_list_add(struct draw_list *list, const struct draw_item *item)
{
    if (list->item_count < DRAW_ITEMS_MAX)
        list->items[list->item_count++] = *item;
    else
        list->overflow = 1;
}

int draw_list_add_target(struct draw_list *list, const struct draw_target *target)
{
    if (list->target_count >= DRAW_TARGETS_MAX) {
        list->overflow = 1;
        return DRAW_NO_TARGET;
    }
    list->targets[list->target_count] = *target;
    return list->target_count++;
}

uint32_t draw_list_keep(struct draw_list *list, const char *text)
{
    uint32_t at = list->text_used == 0 ? 1 : list->text_used;
    size_t size_bytes = strlen(text) + 1;

    if (size_bytes == 1)
        return 0;
    if (at + size_bytes > DRAW_TEXT_BYTES) {
        list->overflow = 1;
        return 0;
    }
    memcpy(list->text + at, text, size_bytes);
    list->text_used = at + (uint32_t)size_bytes;
    return at;
}

int draw_list_hit(const struct draw_list *list, int x, int y)
{
    for (int i = 0; i < list->target_count; i++)
        if (list->targets[i].enabled && box_holds(list->targets[i].box, x, y))
            return i;
    return DRAW_NO_TARGET;
}

int draw_list_join(struct box boxes[DRAW_BOXES_MAX], int count, struct box box)
{
    if (box_is_empty(box))
        return count;
    for (int i = 0; i < count;)
        if (box_meets(boxes[i], box) || (count == DRAW_BOXES_MAX && i == 0)) {
            box = box_union(boxes[i], box);
            boxes[i] = boxes[--count];
            i = 0;
        } else {
            i++;
        }
    boxes[count] = box;
    return count + 1;
}

/* Texts are compared by what they say; where they lie in the list is no difference. A target's
 * index is none either, as long as the item looks the same. */
static bool same_item(const struct draw_list *left, const struct draw_item *a,
                      const struct draw_list *right, const struct draw_item *b)
{
    struct draw_item plain_a = *a, plain_b = *b;

    plain_a.text = plain_b.text = 0;
    plain_a.target = plain_b.target = 0;
    return memcmp(&plain_a, &plain_b, sizeof(plain_a)) == 0 &&
           strcmp(left->text + a->text, right->text + b->text) == 0;
}

/* Items are matched in order, so what lies over what stays right; whatever has no partner is
 * damage, in the old list and in the new one. */
static int items_damage(const struct draw_list *before, const struct draw_list *after,
                        struct box boxes[DRAW_BOXES_MAX])
{
    int count = 0, matched = 0;

    for (int i = 0; i < after->item_count; i++) {
        int at = matched;

        while (at < before->item_count &&
               !same_item(before, &before->items[at], after, &after->items[i]))
            at++;
        if (at == before->item_count) {
            count = draw_list_join(boxes, count, after->items[i].ink);
            continue;
        }
        for (; matched < at; matched++)
            count = draw_list_join(boxes, count, before->items[matched].ink);
        matched = at + 1;
    }
    for (; matched < before->item_count; matched++)
        count = draw_list_join(boxes, count, before->items[matched].ink);
    return count;
}

int draw_list_damage(const struct draw_list *before, const struct draw_list *after,
                     struct box boxes[DRAW_BOXES_MAX])
{
    if (before->width_px != after->width_px || before->height_px != after->height_px ||
        before->paper != after->paper || strcmp(before->name, after->name) != 0 ||
        before->sheet != after->sheet || before->modes != after->modes ||
        before->language != after->language) {
        boxes[0] = (struct box){0, 0, after->width_px, after->height_px};
        return 1;
    }
    return items_damage(before, after, boxes);
}
