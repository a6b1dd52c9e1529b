namespace Spotnana.Webhooks.Management.Api;

internal sealed record HandlerListJson(IReadOnlyList<HandlerJson> Handlers);
