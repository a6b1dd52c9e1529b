namespace Spotnana.Webhooks.Receiver.Management.Api;

internal sealed record HandlerListJson(IReadOnlyList<HandlerJson> Handlers);
