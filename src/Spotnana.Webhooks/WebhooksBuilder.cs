using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Payloads;

namespace Spotnana.Webhooks;

/// <summary>Adds handlers and inbox engines. Made by <see cref="WebhooksServiceCollectionExtensions.AddSpotnanaWebhooks"/>.</summary>
/// <param name="services">The application's services, to which everything is added.</param>
public sealed class WebhooksBuilder(IServiceCollection services)
{
    /// <summary>The application's services, for the extension methods of engines.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>Adds a handler for every delivery.</summary>
    /// <typeparam name="THandler">The handler's class. Each attempt gets a new instance; its constructor may take services.</typeparam>
    /// <param name="name">The durable name, which is stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(string name)
        where THandler : class, IWebhookHandler => AddHandler<THandler>(name, EventFilter.Any);

    /// <summary>Adds a handler for one event type, or for some of its operations.</summary>
    /// <typeparam name="THandler">The handler's class. Each attempt gets a new instance; its constructor may take services.</typeparam>
    /// <param name="name">The durable name, which is stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    /// <param name="eventType">The event type that it takes.</param>
    /// <param name="operations">The operations that it takes. None: all of the event type.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, EventType eventType, params Operation[] operations)
        where THandler : class, IWebhookHandler =>
        AddHandler<THandler>(name, new EventFilter { EventTypes = [eventType], Operations = operations });

    /// <summary>Adds a handler for the deliveries that match a filter.</summary>
    /// <typeparam name="THandler">The handler's class. Each attempt gets a new instance; its constructor may take services.</typeparam>
    /// <param name="name">The durable name, which is stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    /// <param name="filter">Selects the deliveries that it takes.</param>
    public WebhooksBuilder AddHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        string name, EventFilter filter)
        where THandler : class, IWebhookHandler
    {
        var create = ActivatorUtilities.CreateFactory<THandler>([]);
        return AddHandler(new HandlerRegistration(name, filter, services => create(services, null)));
    }

    /// <summary>Adds a handler with a typed view of what one event type carries.</summary>
    /// <typeparam name="THandler">The handler's class. Each attempt gets a new instance; its constructor may take services.</typeparam>
    /// <typeparam name="TPayload">
    /// The view, which chooses the event type: <see cref="Booking"/> takes <c>PNR_V3</c>. A payload that does not fit is rejected, and the
    /// reason names the place.
    /// </typeparam>
    /// <param name="name">The durable name, which is stored with each handling: see <see cref="HandlerRegistration"/>.</param>
    /// <param name="operations">The operations that it takes. None: all of the event type.</param>
    public WebhooksBuilder AddHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TPayload>(
        string name, params Operation[] operations)
        where THandler : class, IWebhookHandler<TPayload>
        where TPayload : class, IPayload<TPayload>
    {
        var create = ActivatorUtilities.CreateFactory<THandler>([]);
        return AddHandler(new HandlerRegistration(
            name, new EventFilter { EventTypes = [TPayload.EventType], Operations = operations },
            services => new TypedHandler<TPayload>(create(services, null), services.GetRequiredService<IInbox>())));
    }

    /// <summary>Adds a handler whose instances are made by your own code.</summary>
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
