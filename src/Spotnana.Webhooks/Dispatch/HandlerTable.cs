using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>All handlers of this process.</summary>
internal sealed partial class HandlerTable
{
    /// <param name="handlers">The handlers.</param>
    /// <param name="logger">The log.</param>
    /// <param name="subscriptions">The names of all subscriptions; null: they are not known.</param>
    public HandlerTable(IEnumerable<HandlerRegistration> handlers, ILogger<HandlerTable> logger, IReadOnlyCollection<string>? subscriptions = null)
    {
        Handlers = [.. handlers];
        var settings = new SettingsErrors();
        foreach (var twice in Handlers.GroupBy(handler => handler.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            settings.Refuse($"Handler '{twice.Key}' is registered {twice.Count()} times. Give each handler and each route a name of its own.");
        foreach (var handler in Handlers)
        {
            Check(handler, settings, logger);
            CheckSubscriptions(handler, subscriptions, settings);
        }

        if (settings.Errors.Count > 0)
            throw new OptionsValidationException("Handlers", typeof(HandlerTable), settings.Errors);
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

    private static void Check(HandlerRegistration handler, SettingsErrors settings, ILogger logger)
    {
        if (!IsName(handler.Name))
            settings.Refuse($"Handler '{handler.Name}' has no usable name. Use 1 to 64 letters, digits, dots, dashes or underscores.");

        var (filter, key) = (handler.Filter, KeyOf(handler));
        settings.Names($"{key}:{nameof(filter.Subscriptions)}", filter.Subscriptions, []);
        settings.Names($"{key}:{nameof(filter.EventTypes)}", filter.EventTypes.Select(eventType => eventType.Name), EventType.Known.Select(known => known.Name));
        settings.Names($"{key}:{nameof(filter.Operations)}", filter.Operations.Select(operation => operation.Raw), Operation.Known.SelectMany(known => known.Spellings));
        settings.Names($"{key}:{nameof(filter.Organizations)}", filter.Organizations, []);

        // The sets are open: a name may be newer than this release. Or misspelled, and then the handler waits for what never comes.
        foreach (var unknown in filter.EventTypes.Except(EventType.Known))
            Log.Unknown(logger, $"{key}:{nameof(filter.EventTypes)}", unknown.Name);
        foreach (var unknown in filter.Operations.Except(Operation.Known))
            Log.Unknown(logger, $"{key}:{nameof(filter.Operations)}", unknown.Raw);
    }

    private static void CheckSubscriptions(HandlerRegistration handler, IReadOnlyCollection<string>? subscriptions, SettingsErrors settings)
    {
        if (subscriptions is null)
            return;
        foreach (var unknown in handler.Filter.Subscriptions.Where(name => name != "*" && !subscriptions.Contains(name, StringComparer.OrdinalIgnoreCase)))
            settings.Refuse($"{KeyOf(handler)}:{nameof(handler.Filter.Subscriptions)}", $"names '{unknown}', which is not configured. There is: {string.Join(", ", subscriptions)}.");
    }

    private static string KeyOf(HandlerRegistration handler) => handler.SettingsKey ?? $"Handler '{handler.Name}'";

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Setting} names {Name}, which this release does not know: check its spelling. A filter takes only what it names.")]
        public static partial void Unknown(ILogger logger, string setting, string name);
    }
}
