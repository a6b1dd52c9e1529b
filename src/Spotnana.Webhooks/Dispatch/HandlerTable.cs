using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>All handlers of this process.</summary>
internal sealed partial class HandlerTable
{
    /// <summary>Checks the handlers.</summary>
    /// <param name="handlers">All that are registered.</param>
    /// <param name="logger">Gets a warning for each name in a filter that this release does not know.</param>
    /// <param name="subscriptions">The names of all subscriptions. Null: they are not known, and filters may name any.</param>
    /// <exception cref="OptionsValidationException">Something is wrong with a name or a filter.</exception>
    public HandlerTable(
        IEnumerable<HandlerRegistration> handlers, ILogger<HandlerTable> logger, IReadOnlyCollection<string>? subscriptions = null)
    {
        Handlers = [.. handlers];
        if (Errors(Handlers, subscriptions) is { Count: > 0 } errors)
            throw new OptionsValidationException("Handlers", typeof(HandlerTable), errors);
        foreach (var handler in Handlers)
            WarnOfUnknownNames(handler, logger);
    }

    public IReadOnlyList<HandlerRegistration> Handlers { get; }

    public IReadOnlyList<string> Match(Delivery delivery)
    {
        List<string>? names = null;
        foreach (var handler in Handlers)
        {
            if (handler.Filter.Matches(delivery))
                (names ??= []).Add(handler.Name);
        }

        return names ?? (IReadOnlyList<string>)[];
    }

    /// <summary>What is wrong with the names and filters of handlers.</summary>
    /// <param name="handlers">All that are registered.</param>
    /// <param name="subscriptions">The names of all subscriptions. Null: they are not known, and filters may name any.</param>
    public static IReadOnlyList<string> Errors(
        IReadOnlyList<HandlerRegistration> handlers, IReadOnlyCollection<string>? subscriptions)
    {
        var settings = new SettingsErrors();
        var sameName = handlers.GroupBy(handler => handler.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1);
        foreach (var twice in sameName)
        {
            settings.Refuse(
                $"Handler '{twice.Key}' is registered {twice.Count()} times. Give each handler and each route a name of its own.");
        }

        foreach (var handler in handlers)
        {
            Check(handler, settings);
            CheckSubscriptions(handler, subscriptions, settings);
        }

        return settings.Errors;
    }

    private static void Check(HandlerRegistration handler, SettingsErrors settings)
    {
        if (!IsName(handler.Name))
            settings.Refuse($"Handler '{handler.Name}' has no usable name. Use 1 to 64 letters, digits, dots, dashes or underscores.");

        var (filter, key) = (handler.Filter, KeyOf(handler));
        settings.Names($"{key}:{nameof(filter.Subscriptions)}", filter.Subscriptions, []);
        settings.Names(
            $"{key}:{nameof(filter.EventTypes)}", filter.EventTypes.Select(eventType => eventType.Name),
            EventType.Known.Select(known => known.Name));
        settings.Names(
            $"{key}:{nameof(filter.Operations)}", filter.Operations.Select(operation => operation.Raw),
            Operation.Known.SelectMany(known => known.Spellings));
        settings.Names($"{key}:{nameof(filter.Organizations)}", filter.Organizations, []);
    }

    private static void WarnOfUnknownNames(HandlerRegistration handler, ILogger logger)
    {
        var (filter, key) = (handler.Filter, KeyOf(handler));
        // Spotnana adds names, so an unknown one may be newer than this release. Or it is misspelled, and the handler never gets anything.
        foreach (var unknown in filter.EventTypes.Except(EventType.Known))
            Log.Unknown(logger, $"{key}:{nameof(filter.EventTypes)}", unknown.Name);
        foreach (var unknown in filter.Operations.Except(Operation.Known))
            Log.Unknown(logger, $"{key}:{nameof(filter.Operations)}", unknown.Raw);
    }

    private static void CheckSubscriptions(HandlerRegistration handler, IReadOnlyCollection<string>? subscriptions, SettingsErrors settings)
    {
        if (subscriptions is null)
            return;
        var named = handler.Filter.Subscriptions.Where(name => name != "*");
        foreach (var unknown in named.Where(name => !subscriptions.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            settings.Refuse(
                $"{KeyOf(handler)}:{nameof(handler.Filter.Subscriptions)}",
                $"names '{unknown}', which is not configured. There is: {string.Join(", ", subscriptions)}.");
        }
    }

    private static string KeyOf(HandlerRegistration handler) => handler.SettingsKey ?? $"Handler '{handler.Name}'";

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "{Setting} names {Name}, which this release does not know: check its spelling. A filter takes only what it names.")]
        public static partial void Unknown(ILogger logger, string setting, string name);
    }
}
