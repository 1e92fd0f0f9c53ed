#include "isa.h"
#include "sluice_bytes.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

// ---- escapes ----

// The value of a hexadecimal digit, or -1.
static inline int digit_value(uint8_t byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  uint8_t lower = byte | 0x20;
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// The code unit of "\uXXXX" at the start of bytes, or -1 where there is none.
static int32_t code_unit(const uint8_t *bytes, size_t count) {
  if (count < 6 || bytes[0] != '\\' || bytes[1] != 'u') return -1;
  int32_t value = 0;
  for (size_t index = 2; index < 6; index++) {
    int digit = digit_value(bytes[index]);
    if (digit < 0) return -1;
    value = value << 4 | digit;
  }
  return value;
}

// What the letter of a two-byte escape stands for, 0 for what is no such letter.
static const uint8_t meanings[128] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

static inline uint8_t simple_escape(uint8_t letter) { return letter < 128 ? meanings[letter] : 0; }

// Bytes of the escape at the start of bytes, or 0 where it is wrong or cut off.
static inline size_t escape_length(const uint8_t *bytes, size_t count) {
  if (count < 2) return 0;
  if (simple_escape(bytes[1]) != 0) return 2;
  return code_unit(bytes, count) >= 0 ? 6 : 0;
}

static size_t encode(uint32_t scalar, uint8_t *text) {
  if (scalar < 0x80) {
    text[0] = (uint8_t)scalar;
    return 1;
  }
  if (scalar < 0x800) {
    text[0] = (uint8_t)(0xC0 | scalar >> 6);
    text[1] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 2;
  }
  if (scalar < 0x10000) {
    text[0] = (uint8_t)(0xE0 | scalar >> 12);
    text[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    text[2] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 3;
  }
  text[0] = (uint8_t)(0xF0 | scalar >> 18);
  text[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
  text[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
  text[3] = (uint8_t)(0x80 | (scalar & 0x3F));
  return 4;
}

// Progress of an unescaping: bytes read and written, lone surrogates replaced. Never more is written than
// was read: an escape is at least as long as what it stands for.
struct progress {
  size_t read, written, replaced;
};

// Resolves the escape that starts at progress->read.
static void resolve_escape(
    const uint8_t *escaped, size_t count, uint8_t *text, struct progress *progress) {
  const uint8_t *bytes = escaped + progress->read;
  size_t rest = count - progress->read;
  uint8_t simple = rest >= 2 ? simple_escape(bytes[1]) : 0;
  if (simple != 0) {
    text[progress->written++] = simple;
    progress->read += 2;
    return;
  }
  int32_t unit = code_unit(bytes, rest);
  if (unit < 0) {
    // No escape a scanner lets pass: the backslash stands for itself.
    text[progress->written++] = bytes[0];
    progress->read += 1;
    progress->replaced += 1;
    return;
  }
  uint32_t scalar = (uint32_t)unit;
  progress->read += 6;
  if ((unit & 0xF800) == 0xD800) {
    int32_t low = (unit & 0xFC00) == 0xD800 ? code_unit(bytes + 6, rest - 6) : -1;
    if (low >= 0 && (low & 0xFC00) == 0xDC00) {
      scalar = 0x10000 + ((uint32_t)(unit & 0x3FF) << 10) + (uint32_t)(low & 0x3FF);
      progress->read += 6;
    } else {
      scalar = 0xFFFD;
      progress->replaced += 1;
    }
  }
  progress->written += encode(scalar, text + progress->written);
}

// ---- plain ----

size_t sluice_json_special_plain(const uint8_t *bytes, size_t count) {
  const uint64_t ones = 0x0101010101010101ULL, highs = 0x8080808080808080ULL;
  size_t offset = 0;
  for (; offset + 8 <= count; offset += 8) {
    uint64_t word;
    memcpy(&word, bytes + offset, 8);
    uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    uint64_t found = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                     ((word - ones * 0x20) & ~word);
    if ((found & highs) != 0) break;  // exact only for the lowest byte: the loop below finds it
  }
  while (offset < count && bytes[offset] != '"' && bytes[offset] != '\\' && bytes[offset] >= 0x20)
    offset++;
  return offset;
}

size_t sluice_json_string_end_plain(const uint8_t *bytes, size_t count) {
  size_t offset = 0;
  while (1) {
    offset += sluice_json_special_plain(bytes + offset, count - offset);
    if (offset == count || bytes[offset] != '\\') return offset;
    size_t length = escape_length(bytes + offset, count - offset);
    if (length == 0) return offset;
    offset += length;
  }
}

static void unescape_rest(
    const uint8_t *escaped, size_t count, uint8_t *text, struct progress *progress) {
  while (progress->read < count) {
    if (escaped[progress->read] == '\\')
      resolve_escape(escaped, count, text, progress);
    else
      text[progress->written++] = escaped[progress->read++];
  }
}

size_t sluice_json_unescape_plain(
    const uint8_t *escaped, size_t count, uint8_t *text, size_t *replaced) {
  struct progress progress = {0, 0, 0};
  unescape_rest(escaped, count, text, &progress);
  *replaced += progress.replaced;
  return progress.written;
}

// ---- AVX2 ----

#if defined(__x86_64__)

// One bit a byte for 64 bytes.
struct masks {
  uint64_t backslash;
  uint64_t stop;  // quotes and control characters
};

AVX2 static inline uint64_t joined(__m256i low, __m256i high) {
  return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static inline __m256i is_stop(__m256i input) {
  __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(input, _mm256_set1_epi8(0x1F)), input);
  return _mm256_or_si256(control, _mm256_cmpeq_epi8(input, _mm256_set1_epi8('"')));
}

AVX2 static inline struct masks masks_of(__m256i low, __m256i high) {
  const __m256i backslash = _mm256_set1_epi8('\\');
  return (struct masks){
      joined(_mm256_cmpeq_epi8(low, backslash), _mm256_cmpeq_epi8(high, backslash)),
      joined(is_stop(low), is_stop(high))};
}

AVX2 static inline __m256i load(const uint8_t *bytes) {
  return _mm256_loadu_si256((const __m256i *)bytes);
}

AVX2 static size_t special_avx2(const uint8_t *bytes, size_t count) {
  size_t offset = 0;
  for (; offset + 64 <= count; offset += 64) {
    struct masks masks = masks_of(load(bytes + offset), load(bytes + offset + 32));
    uint64_t found = masks.backslash | masks.stop;
    if (found != 0) return offset + (size_t)__builtin_ctzll(found);
  }
  return offset + sluice_json_special_plain(bytes + offset, count - offset);
}

// Non-zero where a byte is one of " \ / b f n r t: looked up by its halves, one bit for each upper half.
AVX2 static inline __m256i is_simple_letter(__m256i input) {
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  enum { UPPER_2 = 1, UPPER_5 = 2, UPPER_6 = 4, UPPER_7 = 8 };
  const __m256i by_lower = _mm256_broadcastsi128_si256(_mm_setr_epi8(
      0, 0, UPPER_2 | UPPER_6 | UPPER_7, 0, UPPER_7, 0, UPPER_6, 0, 0, 0, 0, 0, UPPER_5, 0, UPPER_6,
      UPPER_2));
  const __m256i by_upper = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 0, UPPER_2, 0, 0, UPPER_5, UPPER_6, UPPER_7, 0, 0, 0, 0, 0, 0, 0, 0));
  __m256i lower = _mm256_shuffle_epi8(by_lower, _mm256_and_si256(input, nibble));
  __m256i upper = _mm256_shuffle_epi8(
      by_upper, _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble));
  return _mm256_and_si256(lower, upper);
}

// Text has an escape every hundred bytes or so, at places no branch predictor guesses. Blocks whose escapes
// are all of two bytes are therefore judged as a whole; only runs of backslashes and \u go one by one.
AVX2 static size_t string_end_avx2(const uint8_t *bytes, size_t count) {
  const __m256i zero = _mm256_setzero_si256();
  size_t offset = 0;
  while (offset + 64 <= count) {
    __m256i low = load(bytes + offset), high = load(bytes + offset + 32);
    struct masks masks = masks_of(low, high);
    uint64_t letters = masks.backslash << 1;
    uint64_t stop = masks.stop & ~letters;
    uint64_t one_by_one = masks.backslash & letters;
    if (masks.backslash != 0) {
      uint64_t others = joined(
          _mm256_cmpeq_epi8(is_simple_letter(low), zero),
          _mm256_cmpeq_epi8(is_simple_letter(high), zero));
      one_by_one |= (letters & others) >> 1;
    }
    if (one_by_one == 0) {
      if (stop != 0) return offset + (size_t)__builtin_ctzll(stop);
      // A backslash in the last byte waits for its letter.
      offset += masks.backslash >> 63 ? 63 : 64;
      continue;
    }
    size_t at = (size_t)__builtin_ctzll(masks.backslash | masks.stop);
    if ((masks.backslash >> at & 1) == 0) return offset + at;
    size_t length = escape_length(bytes + offset + at, count - offset - at);
    if (length == 0) return offset + at;
    offset += at + length;
  }
  return offset + sluice_json_string_end_plain(bytes + offset, count - offset);
}

AVX2 static size_t unescape_avx2(
    const uint8_t *escaped, size_t count, uint8_t *text, size_t *replaced) {
  const __m256i backslash = _mm256_set1_epi8('\\');
  struct progress progress = {0, 0, 0};
  while (progress.read + 32 <= count) {
    __m256i input = load(escaped + progress.read);
    // All 32 bytes fit: written is never ahead of read.
    _mm256_storeu_si256((__m256i *)(text + progress.written), input);
    unsigned mask = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(input, backslash));
    size_t run = mask == 0 ? 32 : (size_t)__builtin_ctz(mask);
    progress.read += run;
    progress.written += run;
    if (mask != 0) resolve_escape(escaped, count, text, &progress);
  }
  unescape_rest(escaped, count, text, &progress);
  *replaced += progress.replaced;
  return progress.written;
}

// ---- AVX-512 with VBMI2 ----

#define VBMI2 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")))

// 64 bytes at a time: letters are translated by table, backslashes squeezed out.
VBMI2 static size_t unescape_vbmi2(
    const uint8_t *escaped, size_t count, uint8_t *text, size_t *replaced) {
  const __m512i lower_meanings = _mm512_loadu_si512(meanings);
  const __m512i upper_meanings = _mm512_loadu_si512(meanings + 64);
  const __m512i backslash = _mm512_set1_epi8('\\');
  struct progress progress = {0, 0, 0};
  while (progress.read + 64 <= count) {
    __m512i input = _mm512_loadu_si512(escaped + progress.read);
    uint64_t starts = _mm512_cmpeq_epi8_mask(input, backslash);
    if (starts == 0) {
      _mm512_storeu_si512(text + progress.written, input);
      progress.read += 64;
      progress.written += 64;
      continue;
    }
    uint64_t letters = starts << 1;
    __m512i meant = _mm512_permutex2var_epi8(lower_meanings, input, upper_meanings);
    uint64_t others =
        letters & (_mm512_testn_epi8_mask(meant, meant) | _mm512_movepi8_mask(input));
    if ((starts & letters) != 0 || others != 0) {
      _mm512_storeu_si512(text + progress.written, input);
      size_t run = (size_t)__builtin_ctzll(starts);
      progress.read += run;
      progress.written += run;
      resolve_escape(escaped, count, text, &progress);
      continue;
    }
    // A backslash in the last byte waits for its letter.
    size_t taken = starts >> 63 ? 63 : 64;
    uint64_t kept = ~starts;
    input = _mm512_mask_mov_epi8(input, letters, meant);
    _mm512_storeu_si512(text + progress.written, _mm512_maskz_compress_epi8(kept, input));
    progress.read += taken;
    progress.written += (size_t)__builtin_popcountll(kept);
  }
  unescape_rest(escaped, count, text, &progress);
  *replaced += progress.replaced;
  return progress.written;
}

#endif

// ---- chosen at run time ----

size_t sluice_json_special(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (sluice_isa() >= SLUICE_ISA_AVX2) return special_avx2(bytes, count);
#endif
  return sluice_json_special_plain(bytes, count);
}

size_t sluice_json_string_end(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  if (sluice_isa() >= SLUICE_ISA_AVX2) return string_end_avx2(bytes, count);
#endif
  return sluice_json_string_end_plain(bytes, count);
}

size_t sluice_json_unescape(
    const uint8_t *escaped, size_t count, uint8_t *text, size_t *replaced) {
#if defined(__x86_64__)
  if (sluice_isa() >= SLUICE_ISA_AVX512 && __builtin_cpu_supports("avx512vbmi2") &&
      __builtin_cpu_supports("avx512vbmi"))
    return unescape_vbmi2(escaped, count, text, replaced);
  if (sluice_isa() >= SLUICE_ISA_AVX2) return unescape_avx2(escaped, count, text, replaced);
#endif
  return sluice_json_unescape_plain(escaped, count, text, replaced);
}
