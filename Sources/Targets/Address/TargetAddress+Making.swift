internal import Client
public import Driver
internal import Platform
public import Workload

extension TargetAddress {
    /// The target at this address, ready for a run of `plan`; a server is started if it says so.
    ///
    /// - Parameters:
    ///   - plan: what will be run.
    ///   - processors: those of a server that is started; empty for all.
    /// - Returns: the target, which ends a server that was started with it.
    /// - Throws: `TargetError` when it cannot be had or cannot do the plan.
    public func makeTarget(
        for plan: Plan, serverProcessors processors: [Int] = []
    ) throws(TargetError) -> any Target {
        switch self {
        case .engine: return try EngineTarget(plan: plan)
        case .null: return NullTarget()
        case .spawn(let order):
            let server = try LocalServer(
                LocalServerPlan(order, for: plan, processors: processors))
            return SpawnedTarget(
                server, driven: try Self.makeWireTarget(server.address, plan: plan))
        case .redis, .memcached, .aerospike:
            return try Self.makeWireTarget(self, plan: plan)
        }
    }

    /// The one place where targets over sockets are made.
    private static func makeWireTarget(
        _ address: TargetAddress, plan: Plan
    ) throws(TargetError) -> any VerifiableTarget {
        switch address {
        case .redis(let redis):
            return try RedisTarget(plan: plan, address: redis.resolved(for: address.name))
        case .memcached(let memcached):
            let found = try memcached.endpoint.addresses(for: address.name)
            return try MemcachedTarget(plan: plan, addresses: found)
        case .aerospike(let aerospike):
            return try AerospikeTarget(plan: plan, address: aerospike)
        case .engine, .null, .spawn:
            preconditionFailure("\(address) is not over a socket that is there already")
        }
    }
}

extension TargetAddress.Redis {
    /// The same with every name looked up.
    fileprivate func resolved(for target: String) throws(TargetError) -> RedisAddress {
        var servers: [SocketAddress] = []
        for endpoint in endpoints { servers += try endpoint.addresses(for: target) }
        return RedisAddress(
            name: target, servers: servers, isCluster: isCluster, user: credentials?.user,
            password: credentials?.password, database: database)
    }
}

extension TargetAddress.Aerospike {
    /// The nodes that are asked first, in words.
    var places: String { endpoints.map(\.description).joined(separator: ", ") }
}

extension NodeAddress {
    /// The same place.
    init(_ endpoint: ServerEndpoint) {
        switch endpoint {
        case .host(let host, let port): self = .internet(host: host, port: port)
        case .path(let path): self = .unix(path: path)
        }
    }
}

extension LocalServer {
    /// The address of what listens there.
    fileprivate var address: TargetAddress {
        switch plan.order.kind {
        case .redis, .valkey: .redis(.init(endpoints: [endpoint]))
        case .memcached: .memcached(.init(endpoint: endpoint))
        case .engine: .aerospike(.init(endpoints: [endpoint]))
        }
    }
}
