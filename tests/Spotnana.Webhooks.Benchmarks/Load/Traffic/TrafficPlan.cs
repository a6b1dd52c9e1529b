namespace Spotnana.Webhooks.Benchmarks.Load.Traffic;

/// <summary>What to send.</summary>
/// <param name="First">The number of the first event.</param>
/// <param name="Duration">For how long new requests are sent; what is under way then is waited for.</param>
/// <param name="Rate">Requests a second, sent at their times whatever the server does; null: as fast as they are answered.</param>
/// <param name="Pool">Signatures that are there already; others are made on the way.</param>
internal sealed record TrafficPlan(long First, TimeSpan Duration, double? Rate, SignedPool Pool);
