/// Writes lists of token ids in decimal digits, of which the small ones stand ready.
///
/// An id costs one load and one store, where division costs as much as the tokenizer. Memory: 8 bytes
/// for each ready number.
struct DecimalTable: Sendable {
  /// Ready numbers have at most six digits, which leave room for a comma and a length.
  private static let limit = 1_000_000
  /// Bytes of the longest number with its comma.
  private static let longest = 11

  /// A comma and the digits, from the lowest byte on; the highest byte says how many bytes these are.
  private let words: [UInt64]

  /// - Parameter count: numbers below it stand ready, as far as they have six digits.
  init(below count: Int) {
    words = (0..<min(count, Self.limit)).map { number in
      var word: UInt64 = 0
      var length: UInt64 = 0
      Self.forEachDigitFromLast(of: UInt32(number)) { digit in
        word = word << 8 | UInt64(digit)
        length += 1
      }
      return word << 8 | UInt64(UInt8(ascii: ",")) | (length + 1) << 56
    }
  }

  /// Appends numbers in brackets, with commas between.
  func appendList(_ numbers: ContiguousArray<UInt32>, to output: ByteBuffer) {
    guard !numbers.isEmpty else { return output.append("[]") }
    let start = output.reserve(numbers.count * Self.longest + MemoryLayout<UInt64>.size)
    var end = start
    words.withUnsafeBufferPointer { words in
      for number in numbers {
        if number < words.count {
          let word = words[Int(number)].littleEndian
          UnsafeMutableRawPointer(end).storeBytes(of: word, as: UInt64.self)
          end += Int(word.littleEndian &>> 56)
        } else {
          Self.write(number, &end)
        }
      }
    }
    // The comma before the first number gives way.
    start.pointee = UInt8(ascii: "[")
    end.pointee = UInt8(ascii: "]")
    output.advance(by: end + 1 - start)
  }

  private static func write(_ number: UInt32, _ end: inout UnsafeMutablePointer<UInt8>) {
    var length = 0
    forEachDigitFromLast(of: number) { _ in length += 1 }
    end[0] = UInt8(ascii: ",")
    var place = length
    forEachDigitFromLast(of: number) { digit in
      end[place] = digit
      place -= 1
    }
    end += length + 1
  }

  private static func forEachDigitFromLast(of number: UInt32, _ body: (UInt8) -> Void) {
    var rest = number
    repeat {
      body(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
  }
}
