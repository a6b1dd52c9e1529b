namespace Spotnana.Webhooks.Management.Access;

/// <summary>The right that an endpoint asks for.</summary>
internal sealed record RequiredRight(Right Right);
