using System.Runtime.CompilerServices;

namespace Spotnana.Webhooks.Waiting;

/// <summary>
/// Waits on conditions, and fails with what was waited for and what was there instead. The limit is one that a slow machine does not reach:
/// only a test that fails spends it.
/// </summary>
internal static class Wait
{
    /// <summary>The limit of a wait unless a test says otherwise.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked again and again, with pauses.</param>
    /// <param name="describe">
    /// Says in the failure what was waited for and what was there instead. Null: the condition as the test has it.
    /// </param>
    /// <param name="bound">The limit. Null: <see cref="Bound"/>.</param>
    /// <param name="source">Filled in by the compiler.</param>
    public static Task UntilAsync(
        Func<bool> condition, Func<string>? describe = null, TimeSpan? bound = null,
        [CallerArgumentExpression(nameof(condition))] string source = "") =>
        UntilAsync(() => Task.FromResult(condition()), describe, bound, source);

    /// <inheritdoc cref="UntilAsync(Func{bool}, Func{string}?, TimeSpan?, string)"/>
    public static async Task UntilAsync(
        Func<Task<bool>> condition, Func<string>? describe = null, TimeSpan? bound = null,
        [CallerArgumentExpression(nameof(condition))] string source = "")
    {
        var patience = new Patience(bound);
        while (!await condition())
            await patience.PauseAsync(describe ?? (() => source));
    }

    /// <summary>Reads until a value fits, and returns it.</summary>
    /// <param name="read">Reads the value.</param>
    /// <param name="fits">Whether a value is the one that is waited for.</param>
    /// <param name="what">
    /// Says in the failure what was waited for; the last value is shown too. Default: the condition as the test has it.
    /// </param>
    /// <param name="bound">The limit. Null: <see cref="Bound"/>.</param>
    public static Task<T> ForAsync<T>(
        Func<T> read, Func<T, bool> fits, [CallerArgumentExpression(nameof(fits))] string what = "", TimeSpan? bound = null) =>
        ForAsync(() => Task.FromResult(read()), fits, what, bound);

    /// <inheritdoc cref="ForAsync{T}(Func{T}, Func{T, bool}, string, TimeSpan?)"/>
    [OverloadResolutionPriority(1)]
    public static async Task<T> ForAsync<T>(
        Func<Task<T>> read, Func<T, bool> fits, [CallerArgumentExpression(nameof(fits))] string what = "", TimeSpan? bound = null)
    {
        var patience = new Patience(bound);
        while (true)
        {
            var value = await read();
            if (fits(value))
                return value;
            await patience.PauseAsync(() => $"{what}. Last seen: {value}");
        }
    }

    /// <inheritdoc cref="SucceedsAsync{T}(Func{Task{T}}, Func{Exception, bool}, TimeSpan?)"/>
    public static Task SucceedsAsync(Func<Task> call, Func<Exception, bool> passes, TimeSpan? bound = null) =>
        SucceedsAsync(
            async () =>
            {
                await call();
                return true;
            },
            passes,
            bound);

    /// <summary>Calls until the call does not throw, and returns its result.</summary>
    /// <param name="call">The call.</param>
    /// <param name="passes">
    /// Whether a failure is one that may pass. Any other is thrown at once, and the last one when the limit is reached.
    /// </param>
    /// <param name="bound">The limit. Null: <see cref="Bound"/>.</param>
    public static async Task<T> SucceedsAsync<T>(Func<Task<T>> call, Func<Exception, bool> passes, TimeSpan? bound = null)
    {
        var patience = new Patience(bound);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (!patience.IsSpent && passes(failure))
            {
                await patience.PauseAsync(() => failure.Message);
            }
        }
    }
}
