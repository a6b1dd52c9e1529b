namespace Spotnana.Webhooks.Receiver.Management;

/// <summary>Problem details as RFC 9457 has them.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail);
