import Glibc
import Pipelines

/// The cancellation that SIGINT and SIGTERM request; a second SIGINT ends the program at once.
let programCancellation = Cancellation()

/// Installs the handlers of SIGINT and SIGTERM, and ignores SIGPIPE so that a closed pipe is an error
/// code of `write` that ends the program quietly.
func installSignalHandlers() {
  for number in [SIGINT, SIGTERM] {
    signal(number) { received in
      if programCancellation.isRequested { _exit(128 + received) }
      programCancellation.request(signal: received)
    }
  }
  signal(SIGPIPE, SIG_IGN)
}
