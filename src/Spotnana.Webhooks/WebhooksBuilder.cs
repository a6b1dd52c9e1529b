using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks;

/// <summary>Adds handlers and engines. Made by <see cref="WebhooksServiceCollectionExtensions.AddSpotnanaWebhooks"/>.</summary>
/// <param name="services">Where everything is registered.</param>
public sealed class WebhooksBuilder(IServiceCollection services)
{
    /// <summary>Where everything is registered; for the extension methods of engines.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a handler for every delivery.</summary>
    /// <typeparam name="THandler">Made anew for each attempt; its constructor may take services.</typeparam>
    /// <param name="name">Stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name)
        where THandler : class, IWebhookHandler => AddHandler<THandler>(name, EventFilter.Any);

    /// <summary>Adds a handler for an event type and, when any are named, only for these of its operations.</summary>
    /// <typeparam name="THandler">Made anew for each attempt; its constructor may take services.</typeparam>
    /// <param name="name">Stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    /// <param name="eventType">The event type.</param>
    /// <param name="operations">The operations; none: all of the event type.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, EventType eventType, params Operation[] operations)
        where THandler : class, IWebhookHandler =>
        AddHandler<THandler>(name, new EventFilter { EventTypes = [eventType], Operations = operations });

    /// <summary>Adds a handler for what a filter lets through.</summary>
    /// <typeparam name="THandler">Made anew for each attempt; its constructor may take services.</typeparam>
    /// <param name="name">Stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    /// <param name="filter">What it takes.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, EventFilter filter)
        where THandler : class, IWebhookHandler
    {
        var create = ActivatorUtilities.CreateFactory<THandler>([]);
        return AddHandler(new HandlerRegistration(name, filter, services => create(services, null)));
    }

    /// <summary>Adds a handler that is made by your own code.</summary>
    public WebhooksBuilder AddHandler(HandlerRegistration handler)
    {
        Services.AddSingleton(handler);
        return this;
    }

    /// <summary>Adds an engine that <c>Inbox:Engine</c> can choose.</summary>
    public WebhooksBuilder AddInboxEngine(InboxEngine engine)
    {
        Services.AddSingleton(engine);
        return this;
    }
}
