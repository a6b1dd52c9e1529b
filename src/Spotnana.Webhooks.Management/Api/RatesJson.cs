namespace Spotnana.Webhooks.Management.Api;

/// <summary>How often something happened, per second, over the last minute.</summary>
/// <param name="Received">Deliveries answered 200.</param>
/// <param name="Refused">Requests to a subscription's path that were answered otherwise.</param>
/// <param name="Completed">Attempts that completed a handling.</param>
/// <param name="Failed">All other attempts.</param>
internal sealed record RatesJson(double Received, double Refused, double Completed, double Failed);
