#include "isa.h"
#include "sluice_bytes.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define AVX2 __attribute__((target("avx2")))
#endif

// Bytes of the well-formed sequence at the start of bytes (count > 0), or 0 where there is none.
static inline size_t sequence_length(const uint8_t *bytes, size_t count) {
  uint8_t lead = bytes[0];
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (count < length) return 0;
  // The second byte's range shuts out overlong forms, surrogates and values above U+10FFFF.
  uint8_t lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  uint8_t highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (bytes[1] < lowest || bytes[1] > highest) return 0;
  for (size_t index = 2; index < length; index++)
    if ((bytes[index] & 0xC0) != 0x80) return 0;
  return length;
}

size_t sluice_utf8_valid_prefix_plain(const uint8_t *bytes, size_t count) {
  size_t offset = 0;
  while (offset < count) {
    uint64_t word;
    if (offset + 8 <= count) {
      memcpy(&word, bytes + offset, 8);
      if ((word & 0x8080808080808080ULL) == 0) {
        offset += 8;
        continue;
      }
    }
    size_t length = sequence_length(bytes + offset, count - offset);
    if (length == 0) return offset;
    offset += length;
  }
  return count;
}

#if defined(__x86_64__)

// Classes of two neighbouring bytes that cannot both stand in UTF-8. A pair is wrong when one bit is set in
// all three look-ups: high half of the first byte, its low half, high half of the second byte.
// Source: Keiser and Lemire 2020, "Validating UTF-8 in less than one instruction per byte", section 6.
enum {
  TOO_SHORT = 1 << 0,       // a lead, then no continuation
  TOO_LONG = 1 << 1,        // ASCII, then a continuation
  OVERLONG_3 = 1 << 2,      // E0 80..9F
  TOO_LARGE = 1 << 3,       // F4 90..BF and above
  SURROGATE = 1 << 4,       // ED A0..BF
  OVERLONG_2 = 1 << 5,      // C0..C1, then a continuation
  TOO_LARGE_OR_OVERLONG_4 = 1 << 6,  // F5.. 80..8F; F0 80..8F
  TWO_CONTINUATIONS = 1 << 7,        // right only as third or fourth byte
  ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

#define SIXTEEN(...) _mm256_broadcastsi128_si256(_mm_setr_epi8(__VA_ARGS__))

AVX2 static inline __m256i wrong_pairs(__m256i input, __m256i previous_1) {
  const __m256i nibble = _mm256_set1_epi8(0x0F);
  const char c = (char)TWO_CONTINUATIONS;
  const char large = (char)(ANY_LOW | TOO_LARGE | TOO_LARGE_OR_OVERLONG_4);
  const char any = (char)ANY_LOW;
  const __m256i first_high = SIXTEEN(
      TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, c, c, c, c,
      TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
      TOO_SHORT | TOO_LARGE | TOO_LARGE_OR_OVERLONG_4);
  const __m256i first_low = SIXTEEN(
      any | OVERLONG_3 | OVERLONG_2 | TOO_LARGE_OR_OVERLONG_4, any | OVERLONG_2, any, any,
      any | TOO_LARGE, large, large, large, large, large, large, large, large, large | SURROGATE, large,
      large);
  const char second = TOO_LONG | OVERLONG_2 | c;
  const __m256i second_high = SIXTEEN(
      TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      second | OVERLONG_3 | TOO_LARGE_OR_OVERLONG_4, second | OVERLONG_3 | TOO_LARGE,
      second | SURROGATE | TOO_LARGE, second | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT,
      TOO_SHORT);
  __m256i a = _mm256_shuffle_epi8(
      first_high, _mm256_and_si256(_mm256_srli_epi16(previous_1, 4), nibble));
  __m256i b = _mm256_shuffle_epi8(first_low, _mm256_and_si256(previous_1, nibble));
  __m256i d = _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble));
  return _mm256_and_si256(_mm256_and_si256(a, b), d);
}

// Errors of one block of 32 bytes, given the block before it.
AVX2 static inline __m256i block_errors(__m256i input, __m256i previous) {
  __m256i joined = _mm256_permute2x128_si256(previous, input, 0x21);
  __m256i previous_1 = _mm256_alignr_epi8(input, joined, 15);
  __m256i previous_2 = _mm256_alignr_epi8(input, joined, 14);
  __m256i previous_3 = _mm256_alignr_epi8(input, joined, 13);
  // The high bit stays where a third or fourth byte is due: exactly there two continuations are right.
  __m256i third = _mm256_subs_epu8(previous_2, _mm256_set1_epi8((char)(0xE0 - 0x80)));
  __m256i fourth = _mm256_subs_epu8(previous_3, _mm256_set1_epi8((char)(0xF0 - 0x80)));
  __m256i due = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
  return _mm256_xor_si256(due, wrong_pairs(input, previous_1));
}

// Non-zero where a block ends inside a sequence.
AVX2 static inline __m256i unfinished(__m256i input) {
  const char no = (char)0xFF;
  const __m256i highest = _mm256_setr_epi8(
      no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no, no,
      no, no, no, no, (char)0xEF, (char)0xDF, (char)0xBF);
  return _mm256_subs_epu8(input, highest);
}

AVX2 static int is_utf8_avx2(const uint8_t *bytes, size_t count) {
  __m256i errors = _mm256_setzero_si256(), previous = errors, pending = errors;
  size_t offset = 0;
  while (offset < count) {
    uint8_t tail[64];
    const uint8_t *source = bytes + offset;
    if (count - offset < 64) {
      memset(tail, 0, sizeof tail);
      memcpy(tail, source, count - offset);
      source = tail;
    }
    __m256i low = _mm256_loadu_si256((const __m256i *)source);
    __m256i high = _mm256_loadu_si256((const __m256i *)(source + 32));
    if (_mm256_movemask_epi8(_mm256_or_si256(low, high)) == 0) {
      errors = _mm256_or_si256(errors, pending);
      pending = _mm256_setzero_si256();
    } else {
      errors = _mm256_or_si256(errors, block_errors(low, previous));
      errors = _mm256_or_si256(errors, block_errors(high, low));
      pending = unfinished(high);
    }
    previous = high;
    offset += 64;
  }
  errors = _mm256_or_si256(errors, pending);
  return _mm256_testz_si256(errors, errors);
}

#endif

size_t sluice_utf8_valid_prefix(const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
  // The fast check says only whether all is well; the place of an error is looked up when there is one.
  if (sluice_isa() >= SLUICE_ISA_AVX2 && is_utf8_avx2(bytes, count)) return count;
#endif
  return sluice_utf8_valid_prefix_plain(bytes, count);
}
