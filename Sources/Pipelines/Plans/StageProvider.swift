import Synchronization

/// Makes each stage of a pipeline once per process, when a task first needs it: stages may read large
/// side inputs.
final class StageProvider: Sendable {
  private let instances: [StageInstance]
  private let context: StageContext
  private let made: [Mutex<(any Stage)?>.Box]

  init(_ instances: [StageInstance], context: StageContext) {
    self.instances = instances
    self.context = context
    made = instances.map { _ in Mutex<(any Stage)?>.Box(nil) }
  }

  /// The stage at a position of the pipeline.
  func stage(at position: Int) throws -> any Stage {
    try made[position].value.withLock { stage in
      if let stage { return stage }
      let new = try instances[position].make(context: context)
      stage = new
      return new
    }
  }
}

extension Mutex where Value: Sendable {
  /// Gives a mutex a place in an array.
  fileprivate final class Box: Sendable {
    let value: Mutex<Value>
    init(_ initial: Value) { value = Mutex(initial) }
  }
}
