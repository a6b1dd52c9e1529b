using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>All handlers of this process.</summary>
internal sealed class HandlerTable
{
    public HandlerTable(IEnumerable<HandlerRegistration> handlers)
    {
        Handlers = [.. handlers];
        var errors = Handlers.GroupBy(handler => handler.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"Handler '{group.Key}' is registered {group.Count()} times. Give each handler and each route a name of its own.")
            .Concat(Handlers.Where(handler => !IsName(handler.Name))
                .Select(handler => $"Handler '{handler.Name}' has no usable name. Use 1 to 64 letters, digits, dots, dashes or underscores."))
            .ToList();
        if (errors.Count > 0)
            throw new OptionsValidationException("Handlers", typeof(HandlerTable), errors);
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

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
