using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Dispatch;

internal sealed class DispatchOptionsValidator : IValidateOptions<DispatchOptions>
{
    public ValidateOptionsResult Validate(string? name, DispatchOptions options)
    {
        var settings = new SettingsErrors();
        settings.Between("Dispatch:Concurrency", options.Concurrency, 1, 1000);
        settings.Between("Dispatch:LeaseDuration", options.LeaseDuration, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        settings.Between("Dispatch:HandlerTimeout", options.HandlerTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        settings.Between("Dispatch:RetryFor", options.RetryFor, TimeSpan.FromSeconds(1), TimeSpan.FromDays(365));
        settings.Between("Dispatch:MaxAttempts", options.MaxAttempts, 1, 1_000_000);
        settings.Between("Dispatch:MaxLostAttempts", options.MaxLostAttempts, 1, 1000);
        settings.Between("Dispatch:MaxSameFailures", options.MaxSameFailures, 0, 1_000_000);
        settings.Between("Dispatch:FirstRetryDelay", options.FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        settings.Between("Dispatch:MaxRetryDelay", options.MaxRetryDelay, options.FirstRetryDelay, TimeSpan.FromDays(1));
        settings.Between("Dispatch:ReorderWindow", options.ReorderWindow, TimeSpan.Zero, TimeSpan.FromHours(1));
        settings.Between("Dispatch:ShutdownTimeout", options.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        return settings.Result();
    }
}
