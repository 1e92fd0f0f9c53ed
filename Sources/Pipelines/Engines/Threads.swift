import Glibc

/// Runs a body on `count` threads of its own and waits for all of them.
///
/// Tasks block on files for long, so they get threads of their own and not the cooperative pool's.
package func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  if count <= 1 {
    body(0)
    return
  }
  var threads: [pthread_t] = []
  for index in 0..<count {
    let box = Unmanaged.passRetained(ThreadBody(index, body))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        let body = Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
        body.run(body.index)
        return nil
      }, box.toOpaque())
    if result == 0 {
      threads.append(thread)
    } else {
      // The system has no thread left: do the work here.
      box.release()
      body(index)
    }
  }
  for thread in threads { pthread_join(thread, nil) }
}

private final class ThreadBody: Sendable {
  let index: Int
  let run: @Sendable (Int) -> Void

  init(_ index: Int, _ run: @escaping @Sendable (Int) -> Void) {
    self.index = index
    self.run = run
  }
}
