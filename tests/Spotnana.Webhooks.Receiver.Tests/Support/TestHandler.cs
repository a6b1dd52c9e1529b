using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Dispatch;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Handlers for a running service, in place of its stand-in that takes everything.</summary>
internal static class TestHandler
{
    public static HandlerRegistration Named(string name, Func<WebhookContext, HandlerResult> handle, EventFilter? filter = null) =>
        Named(name, (context, _) => Task.FromResult(handle(context)), filter);

    public static HandlerRegistration Named(
        string name, Func<WebhookContext, CancellationToken, Task<HandlerResult>> handle, EventFilter? filter = null) =>
        new(name, filter ?? EventFilter.Any, _ => new Lambda(handle));

    public static Action<IServiceCollection> Only(params HandlerRegistration[] handlers) => services =>
    {
        foreach (var standIn in services.Where(service => service.ImplementationInstance is HandlerRegistration { Name: "log" }).ToList())
            services.Remove(standIn);
        foreach (var handler in handlers)
            services.AddSingleton(handler);
    };

    private sealed class Lambda(Func<WebhookContext, CancellationToken, Task<HandlerResult>> handle) : IWebhookHandler
    {
        public async ValueTask<HandlerResult> HandleAsync(WebhookContext context, CancellationToken cancellationToken) =>
            await handle(context, cancellationToken);
    }
}
