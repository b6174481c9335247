/// What a server's threads count, beside requests.
enum ServerCounter: Int, CaseIterable {
    case connectionsOpened
    case connectionsClosed
    case connectionsRefused
    case connectionsIdled
    case connectionsStalled
    case connectionsTooLarge
    case badFrames
    case failedAccepts
    case bytesReceived
    case bytesSent
    case infoRequests
    case securityRequests
    case wakeUps

    /// Its name in info answers.
    var infoName: String {
        switch self {
        case .connectionsOpened: "client_connections_opened"
        case .connectionsClosed: "client_connections_closed"
        case .connectionsRefused: "client_connections_refused"
        case .connectionsIdled: "reaped_fds"
        case .connectionsStalled: "client_connections_stalled"
        case .connectionsTooLarge: "client_connections_too_large"
        case .badFrames: "proto_errors"
        case .failedAccepts: "accept_errors"
        case .bytesReceived: "bytes_received"
        case .bytesSent: "bytes_sent"
        case .infoRequests: "info_complete"
        case .securityRequests: "security_refused"
        case .wakeUps: "wake_ups"
        }
    }

    /// Its name on the page of metrics, without the prefix.
    var metricName: String {
        switch self {
        case .connectionsOpened: "connections_opened_total"
        case .connectionsClosed: "connections_closed_total"
        case .connectionsRefused: "connections_refused_total"
        case .connectionsIdled: "connections_idle_closed_total"
        case .connectionsStalled: "connections_stalled_total"
        case .connectionsTooLarge: "connections_too_large_total"
        case .badFrames: "bad_frames_total"
        case .failedAccepts: "failed_accepts_total"
        case .bytesReceived: "received_bytes_total"
        case .bytesSent: "sent_bytes_total"
        case .infoRequests: "info_requests_total"
        case .securityRequests: "security_requests_total"
        case .wakeUps: "wake_ups_total"
        }
    }

    /// What it counts.
    var meaning: String {
        switch self {
        case .connectionsOpened: "Connections accepted and served."
        case .connectionsClosed: "Served connections that have ended, for whatever reason."
        case .connectionsRefused: "Connections closed at once, being beyond the limit."
        case .connectionsIdled: "Connections closed because they were silent for too long."
        case .connectionsStalled: "Connections closed because the client took no answers."
        case .connectionsTooLarge: "Connections closed because all together held too much."
        case .badFrames: "Connections closed over bytes that are no request."
        case .failedAccepts: "Connections that the system would not give."
        case .bytesReceived: "Bytes received from clients."
        case .bytesSent: "Bytes sent to clients."
        case .infoRequests: "Frames of info commands answered."
        case .securityRequests: "Security messages refused."
        case .wakeUps: "Times that a thread found something to do."
        }
    }
}
