using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Dispatch;

/// <summary>Checks the handlers at start, so that what is wrong with them is reported together with wrong settings.</summary>
/// <param name="handlers">All that are registered.</param>
/// <param name="subscriptions">Gives the names of all subscriptions.</param>
internal sealed class HandlersValidator(
    IEnumerable<HandlerRegistration> handlers, Func<IReadOnlyCollection<string>> subscriptions) : IValidateOptions<DispatchOptions>
{
    public ValidateOptionsResult Validate(string? name, DispatchOptions options) =>
        HandlerTable.Errors([.. handlers], NamesOrNull()) is { Count: > 0 } errors
            ? ValidateOptionsResult.Fail(errors)
            : ValidateOptionsResult.Success;

    // What is wrong with the subscriptions themselves is reported by their own check.
    private IReadOnlyCollection<string>? NamesOrNull()
    {
        try
        {
            return subscriptions();
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }
}
