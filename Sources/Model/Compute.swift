/// What the kernels run on: threads and instruction set, for the whole process.
public enum Compute {
  /// The threads that share one kernel, the caller's included.
  ///
  /// Results do not depend on it.
  public static var threads: Int { Kernels.threads }

  /// Sets the number of threads: 1 to 256, or 0 for the CPUs this process may use.
  public static func setThreads(_ count: Int) {
    Kernels.setThreads(min(max(count, 0), 256))
  }

  /// The instruction set in use: `avx512`, `avx2`, `neon` or `plain`.
  public static var instructionSet: String { Kernels.instructionSet }

  /// Whether matrix products with bf16 operands run in hardware.
  public static var hasBF16: Bool { Kernels.hasBF16 }
}

/// The number format of the operands of matrix products; sums, weights and activations stay fp32.
public enum Precision: String, Codable, Sendable, CaseIterable {
  /// bf16 where the CPU multiplies it faster than fp32, else fp32.
  case auto
  /// The exact reference.
  case fp32
  /// Operands rounded to bf16 as they are packed, 6e-3 off in gradients: measured 1.6 times the speed of
  /// fp32 training on an AMD CPU of family 26, and 0.6 times on an Intel one of family 6, model 207.
  case bf16

  /// The format that will be used here: `fp32` or `bf16`.
  ///
  /// - Throws: `ModelError` when bf16 is asked for and the CPU has none.
  public func resolved() throws -> Precision {
    switch self {
    case .fp32: return .fp32
    case .auto: return Kernels.prefersBF16 ? .bf16 : .fp32
    case .bf16:
      guard Compute.hasBF16 else {
        throw ModelError(
          .settings, at: "precision",
          "bf16 was asked for, and \(Compute.instructionSet) has no bf16 products; use auto or fp32"
        )
      }
      return .bf16
    }
  }
}
