using Microsoft.AspNetCore.Http;

namespace Spotnana.Webhooks.Management.Access;

/// <summary>A feature of a request that the guard has let through: it is not checked again for the same endpoint.</summary>
/// <param name="Endpoint">Null where nothing is mapped.</param>
internal sealed record LetThrough(Endpoint? Endpoint);
