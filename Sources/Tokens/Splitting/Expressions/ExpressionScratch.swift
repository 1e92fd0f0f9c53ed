internal import CPCRE2

/// The memory that matching needs, reused by one worker for expressions of any kind.
final class ExpressionScratch {
  /// Bytes of the stack of machine code at first and at most; it grows with nested repeats.
  private static let stackBytes = (first: 32 << 10, most: 64 << 20)
  /// Kibibytes of memory that the interpreter may take where that stack is too small.
  private static let heapKibibytes: UInt32 = 256 << 10
  /// Steps of one match, after which it is an error: so many and more for every character, so that
  /// a long run passes and an expression that tries everything in every way does not hang.
  private static let matchSteps = (least: 50_000_000, perCharacter: 16)

  /// Settings of every compilation: a line ends with a line feed alone, as in Oniguruma.
  ///
  /// Unchecked: never changed after it is made.
  nonisolated(unsafe) static let newlines: OpaquePointer? = {
    let context = pcre2_compile_context_create_8(nil)
    pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    return context
  }()

  let matchData = pcre2_match_data_create_8(1, nil)
  let context = pcre2_match_context_create_8(nil)
  private let stack = pcre2_jit_stack_create_8(stackBytes.first, stackBytes.most, nil)
  private var atoms = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4096)

  init() {
    pcre2_jit_stack_assign_8(context, nil, stack.map { UnsafeMutableRawPointer($0) })
    pcre2_set_heap_limit_8(context, Self.heapKibibytes)
    // What bounds the depth is the memory.
    pcre2_set_depth_limit_8(context, .max)
  }

  deinit {
    pcre2_match_data_free_8(matchData)
    pcre2_match_context_free_8(context)
    pcre2_jit_stack_free_8(stack)
    atoms.deallocate()
  }

  /// Room for a text of so many bytes as the engine sees it; sets the steps that it may cost, as a
  /// part of a text of `textBytes`.
  func subject(forBytes count: Int, of textBytes: Int = 0) -> UnsafeMutablePointer<UInt8> {
    let steps = Self.matchSteps.least + Self.matchSteps.perCharacter * max(count, textBytes)
    pcre2_set_match_limit_8(context, UInt32(clamping: steps))
    if atoms.count <= count {
      atoms.deallocate()
      atoms = .allocate(capacity: count + count / 4 + 1)
    }
    return atoms.baseAddress ?? .allocate(capacity: 1)
  }
}
