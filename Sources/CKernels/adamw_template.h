static void ISA(adamw_span)(float *p, const float *g, float *m, float *v, ptrdiff_t n,
                            const struct adamw_floats *f) {
  for (ptrdiff_t i = 0; i < n; i += WIDTH) {
    ptrdiff_t left = n - i;
    VF gradient = ISA(load)(g + i, left) * f->gradient_scale;
    VF first = f->beta1 * ISA(load)(m + i, left) + f->rest1 * gradient;
    VF second = f->beta2 * ISA(load)(v + i, left) + f->rest2 * gradient * gradient;
    VF root = __builtin_elementwise_sqrt(second) * f->root_correction + f->epsilon;
    ISA(store)(m + i, first, left);
    ISA(store)(v + i, second, left);
    ISA(store)(p + i, ISA(load)(p + i, left) * f->keep - f->rate * first / root, left);
  }
}

static const adamw_span ISA(adamw) = ISA(adamw_span);
