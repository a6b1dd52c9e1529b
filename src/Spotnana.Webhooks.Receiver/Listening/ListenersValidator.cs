using Microsoft.Extensions.Options;

namespace Spotnana.Webhooks.Receiver.Listening;

/// <summary>Checks the listeners' settings at start, so that their errors are reported together with all others.</summary>
internal sealed class ListenersValidator(IConfiguration configuration, IHostEnvironment environment)
    : IValidateOptions<ListenersValidator.Checked>
{
    public ValidateOptionsResult Validate(string? name, Checked options)
    {
        string[] errors =
        [
            .. EndpointUrls.Errors(configuration),
            .. KnownProxies.Errors(configuration),
            .. Certificates.Errors(configuration, environment),
            .. ManagementReach.Errors(configuration),
        ];
        return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    /// <summary>
    /// Nothing is bound to it: it stands for the check at start. The server's own options are read before that, and their errors would come
    /// alone.
    /// </summary>
    internal sealed class Checked;
}
