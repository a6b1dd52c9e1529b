namespace Spotnana.Webhooks.Management.Answers;

/// <summary>Problem details as RFC 9457 defines them.</summary>
internal sealed record Problem(string Type, string Title, int Status, string Detail);
